import { Effect } from "effect"
import { bareSession, endpointAt, makeSockets } from "./sessions.ts"

// A program that runs a statement, closes its session and has nothing more to do but to say what keeps it alive:
// leavingClient.ts bare|ours PORT

const [, , kind, port] = process.argv
const endpoint = endpointAt(Number(port))
const session =
  kind === "bare"
    ? Effect.map(bareSession(endpoint), ({ session }) => session)
    : Effect.flatMap(makeSockets(endpoint), ({ session }) => session())

await Effect.runPromise(Effect.scoped(Effect.flatMap(session, ({ query }) => query("SELECT 1"))))
console.log(JSON.stringify(process.getActiveResourcesInfo()))
