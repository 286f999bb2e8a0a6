import type { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import { JoinedStatements } from "../socket/wire/JoinedStatements.ts"
import { PgSession, type SessionManner } from "./PgSession.ts"
import type { Conditional, ConditionOf, Join } from "./TransactionBounds.ts"

/** A session that is lent to one statement at a time. */
export class SingleSession extends PgSession {
  readonly #join: Join
  readonly #self: Conditional
  #condition: ConditionOf | undefined

  constructor(connection: PgConnection.PgConnection, manner: SessionManner, join: Join, self: Conditional) {
    super(connection, manner)
    this.#join = join
    this.#self = self
  }

  /** Runs a statement whose answer stands under a condition, which is asked in one round trip with it. */
  under<A>(
    condition: ConditionOf,
    run: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.suspend(() => {
      this.#condition = condition
      return Effect.onExitPrimitive(run(), () => {
        this.#condition = undefined
      })
    })
  }

  protected override travelling<A>(
    statement: Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return this.#condition === undefined ? statement : this.#conditioned(statement, this.#condition)
  }

  /** One Sync closes both, so they are one transaction, in which each has a snapshot of its own. */
  #conditioned<A>(
    statement: Effect.Effect<A, SqlError.SqlError>,
    condition: ConditionOf
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.suspend(() => {
      const { problem, question } = condition(this.#self)
      const joining = new JoinedStatements([question])
      this.#join(joining)
      const answered = Effect.onExitPrimitive(statement, () => this.#join(undefined) as undefined) // it gives nothing back
      return Effect.tap(answered, () => {
        const found = problem(joining.rows[0])
        return found === undefined ? Effect.void : Effect.fail(found)
      })
    })
  }
}
