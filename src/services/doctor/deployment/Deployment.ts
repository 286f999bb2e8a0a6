import { Data, Effect, type Scope } from "effect"
import type { PgEndpoint } from "../../../layers/config/PgUrl.ts"
import type { Reading } from "../../../layers/PgConfig.ts"
import type { AdminConsole } from "../../../layers/probe/AdminConsole.ts"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import type { ExpectedSchema } from "./ExpectedSchema.ts"
import type { Finding } from "./Finding.ts"

/** Something could not be looked at, and why; what was found before that still counts. */
export class Unchecked extends Data.TaggedError("Unchecked")<{
  readonly reason: string
  readonly findings?: ReadonlyArray<Finding>
}> {}

/** What an endpoint says of itself. */
export interface Facts extends Record<string, unknown> {
  /** The Postgres process that answered. */
  readonly pid: number
  readonly database: string
  readonly role: string
  /** The role's name as SQL has it. */
  readonly called: string
  /** Whether the role sees what sessions of others do, as a member of pg_monitor. */
  readonly sees: boolean
  /** Such as 180004. */
  readonly version: number
  /** The cluster's own number, which no other cluster has; a standby has its primary's. */
  readonly cluster: string
  /** Whether it follows a primary, and takes no writes. */
  readonly standby: boolean
}

/** One endpoint that lets us in. */
export interface Endpoint {
  readonly variable: "DATABASE_URL" | "DATABASE_POOL_URL"
  readonly url: PgEndpoint
  readonly facts: Facts
  /** What the other side called the first session at login. */
  readonly loginId: number
  /** Whether a pooler answers in between: then the process ID of the login is not that of the Postgres process. */
  readonly pooler: boolean
  readonly session: Effect.Effect<ProbeSession, ProbeFailed, Scope.Scope>
}

/** Sends a command to PgBouncer's console and gives its rows. */
export type Ask = AdminConsole["ask"]

/** What the doctor examines: the settings, and each way in, or why there is none. */
export interface Deployment {
  readonly reading: Reading
  /** How many processes run with these settings. */
  readonly instances: number
  /** How many poolers like this one there are; undefined where the caller did not say. */
  readonly poolers: number | undefined
  /** What its database should hold; undefined where the caller did not say. */
  readonly schema: ExpectedSchema | undefined
  readonly direct: Effect.Effect<Endpoint, Unchecked>
  readonly pooled: Effect.Effect<Endpoint, Unchecked>
  readonly console: Effect.Effect<Ask, Unchecked>
}

/** One thing that is looked at, and what it is called in the report. */
export interface Check {
  readonly name: string
  readonly run: (deployment: Deployment) => Effect.Effect<ReadonlyArray<Finding>, Unchecked>
}

/** A question that failed is something that was not checked. */
export const orUnchecked = <A, E extends { readonly message: string }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Unchecked, R> =>
  Effect.mapError(effect, ({ message }) => new Unchecked({ reason: message }))

/** Why the sessions of others were not looked at; the same for all checks, so that the report says it once. */
export const unseen = ({ called, role }: Facts): string =>
  `the role ${role} sees of other roles' sessions only that they exist; GRANT pg_monitor TO ${called}`

/** The doctor's own sessions at Postgres, which it does not count. */
export const applicationName = "aquifer-doctor"

/** A statement gives up before the check that sent it does. */
const statementMillis = 3000
const lockMillis = 500

/** Looks in one read-only transaction that the server bounds too, with pg_catalog alone as search_path. */
export const look = <A>(
  { session }: Endpoint,
  use: (rows: ProbeSession["rows"]) => Effect.Effect<A, ProbeFailed>
): Effect.Effect<A, Unchecked> =>
  Effect.gen(function* () {
    const { rows } = yield* session
    yield* rows("BEGIN READ ONLY")
    yield* rows(
      `SELECT set_config('statement_timeout', '${statementMillis}', true), set_config('lock_timeout', '${lockMillis}', true), set_config('search_path', 'pg_catalog', true)`
    )
    const result = yield* Effect.result(use(rows))
    // A pooler closes the server connection of a client that leaves in the middle of a transaction.
    yield* Effect.ignore(rows("ROLLBACK"))
    return yield* Effect.fromResult(result)
  }).pipe(Effect.scoped, orUnchecked)
