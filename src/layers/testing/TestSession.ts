import { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import { PgSockets } from "../socket/PgSockets.ts"

/** A session past every pool, and the sockets that it is on. */
export const session = Effect.fnUntraced(function* (endpoint: PgEndpoint) {
  const sockets = yield* PgSockets.make(endpoint)
  const connection = yield* sockets.walking(PgConnection.make(DriverConfig.of(endpoint, sockets)))
  return { connection, sockets }
})

/** Runs statements one after the other, in a session of their own. */
export const execute = (endpoint: PgEndpoint, statements: ReadonlyArray<string>) =>
  Effect.catchTag(session(endpoint), "ConfigError", Effect.die).pipe(
    Effect.flatMap(({ connection }) =>
      Effect.forEach(statements, (statement) => connection.query(statement, [], false), { discard: true })
    ),
    Effect.scoped,
    inRealTime
  )
