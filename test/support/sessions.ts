import { connect, type Socket } from "node:net"
import type { Duplex } from "node:stream"
import { PgConnection } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import type { SqlError } from "effect/sql"
import type { PgEndpoint } from "../../src/layers/config/PgUrl.ts"
import { PgSockets } from "../../src/layers/socket/PgSockets.ts"

/** Searched for in what comes out of failures. */
export const secret = "hunter2-of-the-socket-tests"

/** An endpoint on this machine, unencrypted and with the secret password unless told otherwise. */
export const endpointAt = (port: number, changes: Partial<PgEndpoint> = {}): PgEndpoint => ({
  host: "127.0.0.1",
  port,
  database: "db",
  username: "app",
  password: Redacted.make(secret),
  tls: "disable",
  rootCertificate: undefined,
  applicationName: "aquifer-test",
  options: undefined,
  pgbouncer: false,
  ...changes
})

export type Options = Partial<Pick<PgConnection.Config, "multiplex" | "prepare">>

const open = (endpoint: PgEndpoint, stream: (() => Duplex) | undefined, options: Options) =>
  PgConnection.make({
    host: endpoint.host,
    port: endpoint.port,
    database: endpoint.database,
    username: endpoint.username,
    password: endpoint.password,
    ssl: false,
    stream,
    ...options
  })

/** The sockets of an endpoint, with sessions of the driver over them. */
export const makeSockets = Effect.fnUntraced(function* (endpoint: PgEndpoint) {
  const sockets = yield* PgSockets.make(endpoint)
  const made: Array<Duplex> = []
  const stream = () => {
    const socket = sockets.connect()
    made.push(socket)
    return socket
  }
  /** Until a connection is closed, by its number. */
  const closed = (index = 0) =>
    Effect.callback<void>((resume) => {
      const socket = made[index]
      if (socket === undefined || socket.closed) resume(Effect.void)
      else socket.once("close", () => resume(Effect.void))
    })
  return { sockets, stream, closed, session: (options: Options = {}) => open(endpoint, stream, options) }
})

/** A session of the driver alone, over the same connection that the driver itself would make. */
export const bareSession = (endpoint: PgEndpoint, options: Options = {}) =>
  Effect.suspend(() => {
    let socket: Socket | undefined
    const stream = () => {
      socket = connect({ host: endpoint.host, port: endpoint.port, noDelay: true })
      return socket
    }
    return Effect.map(open(endpoint, stream, options), (session) => ({ session, socket: () => socket }))
  })

/** What the driver's error says: its cause's code and message. */
export const said = ({
  reason
}: SqlError.SqlError): { readonly code: unknown; readonly message: unknown } => {
  const { code, message } = Object(reason.cause) as { code: unknown; message: unknown }
  return { code, message }
}

/** What is said of a session that an administrator has ended. */
export const administrator = {
  code: "57P01",
  message: "terminating connection due to administrator command"
}
