import { Effect, Option } from "effect"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { Endpoint } from "../deployment/Deployment.ts"

/** Server connections that are looked at; each is held until the last one has been. */
const most = 10
/** A longer wait means that the pooler has no idle connection left, and others need those more than the doctor. */
const queued = "1 second"

/** PgBouncer sets these itself, for each client what the client asked for; the rest is our own BEGIN. */
const expected = [
  "transaction_read_only",
  "transaction_isolation",
  "transaction_deferrable",
  "application_name",
  "client_encoding",
  "DateStyle",
  "IntervalStyle",
  "TimeZone",
  "standard_conforming_strings"
]

/** What clients left on a server connection. */
export interface Leftovers extends Record<string, unknown> {
  readonly pid: number
  readonly fresh: boolean
  readonly settings: ReadonlyArray<string>
  readonly locks: number
  readonly tables: number
  readonly statements: ReadonlyArray<string>
  readonly channels: ReadonlyArray<string>
}

const texts = (query: string): string =>
  `(SELECT coalesce(json_agg(text), '[]') FROM (${query}) AS found(text))`

const state = `SELECT pg_catalog.pg_backend_pid() AS pid,
  (SELECT backend_start > now() - $1::float8 * interval '1 ms' FROM pg_catalog.pg_stat_activity
   WHERE pid = pg_catalog.pg_backend_pid()) AS fresh,
  ${texts(`SELECT name FROM pg_catalog.pg_settings WHERE source = 'session' AND setting IS DISTINCT FROM reset_val
    AND name <> ALL ($2::text[])
    UNION ALL SELECT 'role' WHERE current_user <> session_user`)} AS settings,
  (SELECT count(*)::int4 FROM pg_catalog.pg_locks
   WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid()) AS locks,
  (SELECT count(*)::int4 FROM pg_catalog.pg_class
   WHERE relpersistence = 't' AND relkind IN ('r', 'p', 'v', 'S') AND relnamespace = pg_catalog.pg_my_temp_schema()) AS tables,
  ${texts(`SELECT name FROM pg_catalog.pg_prepared_statements
    WHERE name NOT LIKE 'PGBOUNCER\\_%' AND name NOT LIKE 'supavisor\\_%'`)} AS statements,
  ${texts("SELECT * FROM pg_catalog.pg_listening_channels()")} AS channels`

const see = Effect.fnUntraced(function* (
  endpoint: Endpoint,
  tracked: ReadonlyArray<string>,
  sinceMillis: number
) {
  const session = yield* endpoint.session
  yield* session.rows("BEGIN READ ONLY")
  yield* Effect.addFinalizer(() => Effect.ignore(session.rows("ROLLBACK")))
  const [row] = yield* session.rows<Leftovers>(state, [sinceMillis, [...expected, ...tracked]])
  return row
})

const now = Effect.withFiber((fiber) => Effect.succeed(Monotonic.millis(fiber)))

/** One idle server connection after the other, until the pooler would have to open one or to let a client wait. */
export const look = Effect.fnUntraced(function* (endpoint: Endpoint, tracked: ReadonlyArray<string>) {
  const began = yield* now
  const states: Array<Leftovers> = []
  while (states.length < most) {
    const elapsed = (yield* now) - began
    const seen = yield* Effect.timeoutOption(see(endpoint, tracked, elapsed), queued)
    if (Option.isNone(seen) || seen.value === undefined || seen.value.fresh) break
    states.push(seen.value)
  }
  return states
}, Effect.scoped)
