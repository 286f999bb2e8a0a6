import { Effect } from "effect"
import * as StatementText from "../../../layers/encode/StatementText.ts"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"

export { Partition } from "../../../layers/transaction/CurrentIdentity.ts"

/** Who a caller is to the database. */
export interface IdentityOptions {
  /** The role whose rights hold, such as `authenticated`; the connection's own unless given. */
  readonly role?: string | undefined
  /** What policies read by `current_setting('request.jwt.claims', true)::jsonb`; none unless given. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

/** Read the same whatever standard_conforming_strings says. */
const quotedText = (text: string): string => `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`

const roleProblem = (role: string): Rejected | undefined =>
  role.toLowerCase() === "none" // which means no role at all
    ? rejected("role", "is none, which would be the connection's own; leave it out, or name a role")
    : StatementText.refuseName("role", role)

const textOf = (claims: unknown): string | Rejected => {
  try {
    return JSON.stringify(claims)
  } catch {
    return rejected("claims", "are no JSON: a bigint, a circle, or a getter that throws")
  }
}

const made = ({ claims, role }: IdentityOptions): CurrentIdentity.Identity => {
  const text = claims === undefined ? undefined : textOf(claims)
  const problem =
    (role === undefined ? undefined : roleProblem(role)) ?? (text instanceof Rejected ? text : undefined)
  const partition = JSON.stringify([role ?? null, text instanceof Rejected ? null : (text ?? null)])
  if (problem !== undefined || text instanceof Rejected) return { role, partition, settings: problem ?? [] }
  // Always all of them: what another identity left on the server connection ends with its transaction, but a role may
  // have claims of its own by ALTER ROLE.
  const setting = `SELECT pg_catalog.set_config('request.jwt.claims', ${quotedText(text ?? "")}, true)`
  const settings =
    role === undefined ? [setting] : [setting, `SET LOCAL ROLE ${CurrentIdentity.quotedName(role)}`]
  return { role, partition, settings }
}

const under =
  (identity: CurrentIdentity.Identity | undefined) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(
      Effect.provideService(CurrentIdentity.Current, identity),
      Effect.provideService(CurrentIdentity.Partition, identity?.partition ?? "")
    )

/**
 * Runs an effect as a caller under row security, as Supabase and PostgREST have it: in its transactions `role` is the
 * role, and `claims` are in the setting `request.jwt.claims`, until COMMIT.
 *
 * **Details**
 *
 * The identity lives in the fiber, and goes with what is forked. A statement by itself becomes a transaction that travels
 * as one: BEGIN, settings, statement and COMMIT take one round trip. A transaction has the identity that it was begun
 * under. `Lookup` and `GroupCommit` share round trips among callers of one identity, and never between two. It replaces
 * the one around it as a whole. It holds on the clients of `PooledPg` and `DirectPg`; other clients know nothing of it.
 *
 * **Errors**
 *
 * `Rejected` before anything is sent where the role is no name or the claims are no JSON; where inside a transaction an
 * identity is not the transaction's; for streams outside of one, and for `reserve`. `Rejected` with the GRANT to write where the
 * connection's user may not become that role.
 *
 * **Example** (A request that sees the caller's own rows)
 *
 * ```ts
 * import { Identity } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * // CREATE POLICY own ON notes USING (owner = current_setting('request.jwt.claims', true)::jsonb ->> 'sub')
 * const notes = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT id, body FROM notes`)
 *
 * const notesOf = (sub: string) => Identity.as({ role: "authenticated", claims: { sub } })(notes)
 * ```
 */
export const as = (
  options: IdentityOptions
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => under(made(options))

/** Runs an effect as the connection's own user, whatever is around it: for what is done on the program's own behalf. */
export const none: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = under(undefined)
