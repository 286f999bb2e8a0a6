import { PgConnection } from "@effect/sql-pg"
import { type Config, Effect, Predicate, Schema, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { detached } from "../deadline/Detached.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import { PgSockets } from "../socket/PgSockets.ts"

/** Why a probe got no session or no answer. */
export class ProbeFailed extends Schema.TaggedError<ProbeFailed>()("ProbeFailed", {
  message: Schema.String,
  reason: PgFailure.PgFailure,
  /** The SQLSTATE, or the socket's code such as ECONNREFUSED; absent where there is neither. */
  code: Schema.optionalKey(Schema.String),
  /** The other side's own words. */
  said: Schema.String
}) {}

const failed = (error: SqlError.SqlError): ProbeFailed => {
  const reason = PgFailure.classify(error)
  const cause: unknown = error.reason.cause
  const text = (name: "code" | "message") => {
    const value: unknown = Predicate.hasProperty(cause, name) ? cause[name] : undefined
    return typeof value === "string" ? value : undefined
  }
  const code = text("code")
  return new ProbeFailed({
    message: reason.message,
    reason,
    said: text("message") ?? "",
    ...(code === undefined ? undefined : { code })
  })
}

type Row = Record<string, unknown>
type Rows = <A extends Row>(
  sql: string,
  params?: ReadonlyArray<unknown>
) => Effect.Effect<ReadonlyArray<A>, ProbeFailed>

/** One session of a probe. */
export interface ProbeSession {
  /** What the other side called the session at login: Postgres gives its process ID, a pooler makes one up. */
  readonly processId: number
  /** Sends a statement without a name. */
  readonly rows: Rows
  /** Sends it as a named prepared statement. */
  readonly named: Rows
}

const session = (connection: PgConnection.PgConnection, sockets: PgSockets): ProbeSession => {
  const send =
    (prepare: boolean): Rows =>
    <A extends Row>(sql: string, params: ReadonlyArray<unknown> = []) =>
      detached(connection.query(sql, params, prepare), () => sockets.destroy(connection.processId)).pipe(
        Effect.map(({ rows }) => rows as ReadonlyArray<A>), // whoever asks says what its statement gives
        Effect.mapError(failed)
      )
  const serverId = sockets.serverId(connection.processId) ?? connection.processId
  return { processId: serverId, rows: send(false), named: send(true) }
}

/**
 * Sessions to look at an endpoint with: past every pool and gate, so that a probe sees what is there, and cut off when
 * the caller has gone, so that a host that does not answer holds nobody up.
 *
 * `options` go with the login (`-c name=value`). The root certificate is read here, once.
 */
export const make = (
  endpoint: PgEndpoint
): Effect.Effect<
  (options?: string) => Effect.Effect<ProbeSession, ProbeFailed, Scope.Scope>,
  Config.ConfigError
> =>
  Effect.map(
    PgSockets.make(endpoint),
    (sockets) => (options) =>
      sockets.walking(PgConnection.make(DriverConfig.of({ ...endpoint, options }, sockets))).pipe(
        Effect.map((connection) => session(connection, sockets)),
        Effect.mapError(failed)
      )
  )
