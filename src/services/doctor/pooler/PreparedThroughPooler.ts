import { Effect } from "effect"
import type { Endpoint } from "../deployment/Deployment.ts"
import { family } from "../deployment/Finding.ts"

/** Named statements behind a pooler. */
export const rules = family({
  "prepared-statements-untracked": {
    severity: "error",
    reason:
      'A named statement is prepared on one server connection and executed on another: "prepared statement does not exist", or the statement of a stranger.',
    remedy:
      "Switch named prepared statements off in whatever connects here (asyncpg: statement_cache_size=0, Prisma: pgbouncer=true), or use PgBouncer 1.21 or newer with max_prepared_statements over 0."
  }
})

/** In the text of the probe's statement, by which it is found again. */
const mark = "aquifer doctor: is this statement tracked?"

/**
 * Whether a pooler tracks named prepared statements: then it prepares them under names of its own, and on the server
 * connection the client's name is not to be seen. What the probe prepared it takes away again.
 */
export const tracked = (endpoint: Endpoint) =>
  Effect.gen(function* () {
    const session = yield* endpoint.session
    const { rows } = session
    yield* rows("BEGIN READ ONLY")
    yield* session.named(`SELECT 1 AS one /* ${mark} */`)
    const prepared = yield* rows<{ name: string }>(
      "SELECT name FROM pg_prepared_statements WHERE position($1 IN statement) > 0",
      [mark]
    )
    const own = prepared.filter(({ name }) => name.startsWith("effect_"))
    // ROLLBACK would leave it there.
    for (const { name } of own) yield* rows(`DEALLOCATE "${name}"`)
    yield* rows("ROLLBACK")
    return own.length === 0
  }).pipe(Effect.scoped)
