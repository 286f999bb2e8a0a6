import { randomBytes } from "node:crypto"
import { Context, Effect, Layer, Redacted, type Scope } from "effect"
import { EmbeddedPg } from "./EmbeddedPg.ts"
import { LocalPgBouncer } from "./LocalPgBouncer.ts"
import * as PairRoles from "./PairRoles.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import type { RunningPair } from "./RunningPair.ts"

/** How the servers of a private pair are started. */
export interface PairServersOptions {
  /** Server connections that PgBouncer may open; as many as the pool in front of it, 10. */
  readonly poolSize?: number | undefined
  /** Ports on 127.0.0.1; free ones unless asked for. */
  readonly postgresPort?: number | undefined
  /** PgBouncer's, likewise. */
  readonly pgbouncerPort?: number | undefined
}

/** The lane for reports, whose server connections are its own. */
export const reports = { name: `${PairRoles.database}_reports`, database: PairRoles.database, poolSize: 3 }

const password = Effect.sync(() => Redacted.make(randomBytes(24).toString("base64url")))

const startPooler = (
  server: EmbeddedPg["Service"],
  runtimePassword: Redacted.Redacted,
  { pgbouncerPort, poolSize = 10 }: PairServersOptions
) =>
  Layer.build(
    LocalPgBouncer.layerWith({
      upstream: { host: server.host, port: server.port },
      users: [{ name: PairRoles.runtime, password: runtimePassword }],
      poolSize,
      aliases: [reports],
      ...(pgbouncerPort === undefined ? undefined : { port: pgbouncerPort })
    })
  ).pipe(
    Effect.map((context) => {
      const { admin, port } = Context.get(context, LocalPgBouncer)
      return { port, admin }
    }),
    Effect.catchTag("PgBouncerNotFound", (error) =>
      Effect.as(Effect.logWarning(`Going on without PgBouncer. ${error.message}`), undefined)
    )
  )

/** Starts the servers, whose data are in the directory, or go with the scope. */
export const start = Effect.fnUntraced(function* (
  options: PairServersOptions,
  directory: string | undefined
): Effect.fn.Return<RunningPair, LocalServerError, Scope.Scope> {
  const { postgresPort: port } = options
  const context = yield* Layer.build(
    EmbeddedPg.layerWith({ directory, ...(port === undefined ? undefined : { port }) })
  )
  const server = Context.get(context, EmbeddedPg)
  const passwords = { owner: yield* password, runtime: yield* password }
  yield* PairRoles.prepare(server, passwords).pipe(
    Effect.mapError(
      (cause) =>
        new LocalServerError({
          server: "postgres",
          message: `its roles cannot be set up: ${cause.message}`,
          cause
        })
    )
  )
  const pgbouncer = yield* startPooler(server, passwords.runtime, options)
  return {
    startedBy: process.pid,
    postgres: { pid: server.pid, port: server.port },
    passwords,
    ...(pgbouncer && { pgbouncer })
  }
})
