import type { Duration } from "effect"
import type { PgEndpoint } from "./PgUrl.ts"

/** What the pooled endpoint does with SQL that needs a session: fails it unsent, says so and sends it, or nothing. */
export type GuardMode = "refuse" | "warn" | "off"

/** How many connections an endpoint may hold, for how long, and who may wait for one. */
export interface PoolSettings {
  /** Connections in the pool; 10, what the reference document's example gives two agents. */
  readonly size: number
  /** Connections kept open when idle; 2. */
  readonly min: number
  /** Longest wait for a connection; 5 s in a query's path, 60 s suits batch work. */
  readonly timeout: Duration.Duration
  /** When the pooler takes its server connection back. */
  readonly mode: "transaction" | "session"
  /** Callers that may queue for a connection; 10,000. */
  readonly maxWaiting: number
  /** Statements before a connection is replaced; 50,000. */
  readonly maxUses: number
  /** An idle connection over the minimum is closed after this; 300 s. */
  readonly idleTimeout: Duration.Duration
  /** A connection is replaced at this age; 30 min. */
  readonly maxLifetime: Duration.Duration
  /** A connection held longer is reported with where it was taken; 30 s. */
  readonly leakAfter: Duration.Duration
  /** Whether statements are named and prepared once the pooler is found to track that, or never; `auto`. */
  readonly prepared: "auto" | "never"
  /** What becomes of SQL on the pooled endpoint that needs a session; it is refused. */
  readonly guard: GuardMode
}

/** Settings of a pool that are given, in place of those that hold otherwise; `undefined` is as if it were left out. */
export type PoolOptions = { readonly [Name in keyof PoolSettings]?: PoolSettings[Name] | undefined }

/** What the environment says about both endpoints and the pool. */
export interface PgSettings {
  /** `DATABASE_URL`, Postgres itself: for migrations, listening, and what needs a session. */
  readonly direct: PgEndpoint | undefined
  /** `DATABASE_POOL_URL`, the pooler: for everything else. */
  readonly pooled: PgEndpoint | undefined
  /** PgBouncer's admin console, which is a database of its name; undefined where it is known that there is none. */
  readonly console: PgEndpoint | undefined
  /** The `POOL_*` variables; they hold for the pooled endpoint. */
  readonly pool: PoolSettings
  /** Connections of the direct endpoint's pool; 2. All listeners share one beside them. */
  readonly directSize: number
  /** Endpoints of pools by their names, for those whose own URL is not set; the private servers have one for `reports`. */
  readonly lanes?: Readonly<Record<string, PgEndpoint>> | undefined
}
