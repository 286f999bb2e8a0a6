import type { PgConnection } from "@effect/sql-pg"
import { Effect, Stream } from "effect"
import type { SqlError } from "effect/sql"
import { detached } from "../deadline/Detached.ts"
import * as BeforeCommit from "./BeforeCommit.ts"
import { HeldSession, type Transform } from "./PgSession.ts"

/** A transaction's number, and the crash since which it means that transaction. */
export interface TransactionNumber {
  readonly number: string
  readonly sinceCrash: string
}

/** A session in a transaction: knows whether the transaction can still commit, and its number if that was asked. */
export class TransactionSession extends HeldSession {
  /** Its caller has gone, and was perhaps told that it was rolled back. */
  abandoned = false
  /** Why it cannot commit any more, though its caller may not know. */
  doomed: SqlError.SqlError | undefined
  /** The transaction's number, by which its outcome can be asked for on another connection. */
  xid: TransactionNumber | undefined

  /**
   * Begins, ends or marks the transaction, past the guard, which leaves that to us. Unprepared: a DEALLOCATE in the
   * transaction would take a prepared COMMIT away.
   */
  control(sql: string): Effect.Effect<PgConnection.Result, SqlError.SqlError> {
    return this.doomed === undefined
      ? this.settled(() => this.connection.query(sql, [], false))
      : Effect.fail(this.doomed)
  }

  /** COMMIT, whose error says nothing of what became of the transaction, unless the connection was gone before. */
  readonly commit: Effect.Effect<PgConnection.Result, SqlError.SqlError> = Effect.suspend(() =>
    this.isOpen
      ? Effect.mapError(detached(this.connection.query("COMMIT", [], false), this.destroy), (error) =>
          this.checkout.refine(error)
        )
      : this.control("COMMIT")
  )

  protected override meant(error: SqlError.SqlError): SqlError.SqlError {
    return BeforeCommit.refine(super.meant(error))
  }

  protected override run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return this.doomed === undefined ? super.run(sql, params, statement) : Effect.fail(this.doomed)
  }

  override executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.suspend(() =>
      this.doomed === undefined ? super.executeStream(sql, params, transform) : Stream.fail(this.doomed)
    )
  }
}
