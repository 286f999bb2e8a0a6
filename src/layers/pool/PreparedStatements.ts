import type { PgConnection } from "@effect/sql-pg"
import { Deferred, Effect, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import type { PgFailure } from "../failure/PgFailure.ts"

/**
 * When statements are named and prepared: always on a connection to Postgres itself; through a pooler never, or as
 * soon as it is known that the pooler tracks them.
 */
export type PreparedPolicy = "always" | "auto" | "never"

/** A program that sends less gains nothing from prepared statements, and is not worth asking the pooler for. */
const worthwhileUses = 100

/** Longer than a pooler that works takes for four round trips. */
const probeTimeout = "5 seconds"

/** PgBouncer 1.21 and newer prepare a client's statement under names of their own, the same for all their clients. */
const trackedName = /^PGBOUNCER_\d+$/

const mark = "aquifer/PreparedStatements"
const askItself = `/* ${mark} */ SELECT name FROM pg_catalog.pg_prepared_statements WHERE position('${mark}' IN statement) > 0`

type Connect = Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>

/**
 * Whether the pooler tracks named prepared statements.
 *
 * A prepared statement looks for itself on the server connection that it runs on. Where it finds the name that the
 * client gave it, names are passed on as they are; then it is taken away again, in the same transaction and so on the
 * same server connection.
 */
export const areTracked = (connect: Connect): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.gen(function* () {
    const connection = yield* connect
    yield* connection.query("BEGIN", [], false)
    const { rows } = yield* connection.query(askItself)
    const names = rows.map(({ name }) => String(name))
    for (const name of names.filter((name) => !trackedName.test(name))) {
      yield* connection.query(`DEALLOCATE "${name.replaceAll('"', '""')}"`, [], false)
    }
    yield* connection.query("ROLLBACK", [], false)
    return names.length > 0 && names.every((name) => trackedName.test(name))
  }).pipe(Effect.scoped)

/** Whether a pool's statements may be named now. */
export class PreparedStatements {
  readonly policy: PreparedPolicy
  readonly #wanted = Deferred.makeUnsafe<void>()
  #allowed: boolean

  constructor(policy: PreparedPolicy) {
    this.policy = policy
    this.#allowed = policy === "always"
  }

  get allowed(): boolean {
    return this.#allowed
  }

  /** A connection has been used so often. */
  used(uses: number): void {
    if (uses === worthwhileUses) Deferred.doneUnsafe(this.#wanted, Effect.void)
  }

  /** A statement failed: a pooler that lost one, as after a restart with other settings, is not trusted again. */
  failed({ retry }: PgFailure): void {
    if (retry === "unnamed" && this.policy === "auto") this.#allowed = false
  }

  /** Waits until it is worthwhile, then asks the pooler; without an answer statements stay unnamed. */
  readonly find = (connect: Connect): Effect.Effect<void> =>
    this.policy === "auto"
      ? Deferred.await(this.#wanted).pipe(
          Effect.andThen(Effect.timeout(areTracked(connect), probeTimeout)),
          Effect.tap((tracked) => Effect.sync(() => (this.#allowed = tracked))),
          Effect.ignore
        )
      : Effect.void
}
