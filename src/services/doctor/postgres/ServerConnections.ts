import { Effect } from "effect"
import type { ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { applicationName } from "../deployment/Deployment.ts"

/** Connections that are open, of those that Postgres has. */
export interface Server extends Record<string, unknown> {
  readonly max: number
  readonly reserved: number
  readonly used: number
}

/** A role that may not see a session is not told its kind either; the server's own processes have no database. */
const isClient = `(backend_type = 'client backend' OR backend_type IS NULL AND datid IS NOT NULL)
    AND application_name <> '${applicationName}'`

const limits = `SELECT current_setting('max_connections')::int4 AS max,
  current_setting('superuser_reserved_connections')::int4
    + coalesce(current_setting('reserved_connections', true)::int4, 0) AS reserved,
  (SELECT count(*)::int4 FROM pg_stat_activity WHERE ${isClient}) AS used`

const idle = `SELECT count(*) FILTER (WHERE state = 'idle' AND seconds * 1000 > $1::float8)::int4 AS count,
    coalesce(max(seconds) FILTER (WHERE state = 'idle'), 0)::float8 AS longest,
    count(*) FILTER (WHERE backend_type IS NULL)::int4 AS hidden
  FROM (SELECT state, backend_type, extract(epoch FROM clock_timestamp() - state_change) AS seconds
    FROM pg_stat_activity WHERE ${isClient} AND datname = current_database()) AS client`

/** Sessions of this database that have been idle for longer than a bound, and the longest of them. */
export interface Idle extends Record<string, unknown> {
  readonly count: number
  /** In seconds. */
  readonly longest: number
  /** Sessions of this database of which the role may not see whether they are idle. */
  readonly hidden: number
}

/** How many connections are open, and how many of this database's have been idle for longer than so many milliseconds. */
export const read = Effect.fnUntraced(function* (rows: ProbeSession["rows"], idleMillis: number) {
  const [server] = yield* rows<Server>(limits)
  const [resting] = yield* rows<Idle>(idle, [idleMillis])
  return {
    server: server ?? { max: 0, reserved: 0, used: 0 },
    resting: resting ?? { count: 0, longest: 0, hidden: 0 }
  }
})
