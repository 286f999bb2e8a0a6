import { createServer } from "node:net"
import { Effect } from "effect"
import * as ErrorCode from "../../failure/ErrorCode.ts"
import { type LocalServer, LocalServerError } from "./LocalServerError.ts"

/** The address that local servers listen on: they cannot be reached from another machine. */
export const host = "127.0.0.1"

/** Attempts to get a free port when another program takes it between our choice and the server's start. */
const attempts = 3

/** Listens on a port, any free one for 0, and stops at once; fails with the system's code when that is impossible. */
const listen = (port: number): Effect.Effect<number, string> =>
  Effect.callback((resume) => {
    const server = createServer()
    server.once("error", (cause) => resume(Effect.fail(ErrorCode.of(cause))))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === "object" && address !== null ? address.port : port
      server.close(() => resume(Effect.succeed(bound)))
    })
  })

const explain = (port: number, code: string): string =>
  code === "EADDRINUSE"
    ? `Port ${port} of ${host} is taken by another program; ask for another port, or for none to get a free one, or stop the program that "lsof -i :${port}" names`
    : `Port ${port} of ${host} cannot be listened on (${code}); ask for one from 1024 to 65535, or for none to get a free one`

/** Makes sure that a port can be listened on. */
export const check = (server: LocalServer, port: number): Effect.Effect<number, LocalServerError> =>
  Number.isInteger(port) && port > 0 && port < 65536
    ? Effect.mapError(listen(port), (code) => new LocalServerError({ server, message: explain(port, code) }))
    : Effect.fail(
        new LocalServerError({
          server,
          message: `Port ${port} does not exist; a port is a whole number from 1 to 65535`
        })
      )

const free = (server: LocalServer): Effect.Effect<number, LocalServerError> =>
  Effect.mapError(
    listen(0),
    (code) => new LocalServerError({ server, message: `No port of ${host} is free to listen on (${code})` })
  )

/**
 * Starts a server on the asked port, or on a free one when `port` is undefined.
 *
 * A taken port fails with its number. A free one that another program takes before the server does is replaced, twice
 * at most.
 */
export const claim = <A, R>(
  server: LocalServer,
  port: number | undefined,
  start: (port: number) => Effect.Effect<A, LocalServerError, R>
): Effect.Effect<A, LocalServerError, R> => {
  if (port !== undefined) return Effect.flatMap(check(server, port), start)
  const attempt = (left: number): Effect.Effect<A, LocalServerError, R> =>
    Effect.flatMap(free(server), (chosen) => {
      const again = left > 1 ? attempt(left - 1) : undefined
      return start(chosen).pipe(
        Effect.catch((error) =>
          Effect.matchEffect(listen(chosen), {
            onSuccess: () => Effect.fail(error),
            onFailure: () => again ?? Effect.fail(error)
          })
        )
      )
    })
  return attempt(attempts)
}
