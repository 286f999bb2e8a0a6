import { createServer } from "node:http"
import { handler } from "./handler.ts"

/** What a platform's own program does: it hands each request to the handler, one at a time or several. */
const server = createServer((request, response) => {
  handler(request.url?.slice(1) ?? "").then(
    ([row]) => response.end(row?.text),
    (error: unknown) => response.writeHead(503).end(String(error))
  )
})
server.listen(Number(process.env["PORT"]), "127.0.0.1", () => console.log("Listening"))
