import type { PgConnection } from "@effect/sql-pg"
import { Effect, type Scope, Stream } from "effect"
import type { SqlError } from "effect/sql"
import { detached } from "../deadline/Detached.ts"
import { type NamedStatement, suspicion } from "../prepared/StaleStatement.ts"
import * as BeforeCommit from "./BeforeCommit.ts"
import { HeldSession } from "./HeldSession.ts"
import type { Transform } from "./PgSession.ts"

/** A transaction's number, and the crash since which it means that transaction. */
export interface TransactionNumber {
  readonly number: string
  readonly sinceCrash: string
}

/** The first statement that failed as one does whose types have changed, and its error before and after it was judged. */
interface Suspect {
  readonly statement: NamedStatement
  readonly error: SqlError.SqlError
  meant?: SqlError.SqlError
  stale?: boolean
}

const mark = "SAVEPOINT aquifer_stream"

/** A session in a transaction: knows whether the transaction can still commit, and its number if that was asked. */
export class TransactionSession extends HeldSession {
  #suspect: Suspect | undefined
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

  /** A statement in a transaction cannot be sent once more; but whether the whole is worth repeating can be found out. */
  protected override recover<A>(
    error: SqlError.SqlError,
    statement: NamedStatement
  ): Effect.Effect<A, SqlError.SqlError> {
    const why = suspicion(error)
    if (why === "gone") this.named.gone(statement)
    if (why === "types") this.#suspect ??= { error, statement }
    return Effect.fail(error)
  }

  /** Whether something is to be found out about it once it has ended. */
  get isSuspect(): boolean {
    return this.#suspect !== undefined
  }

  /** Once the transaction has ended: whether its error was one of a statement that had been prepared for other types. */
  readonly investigate: Effect.Effect<void> = Effect.suspend(() => {
    const suspect = this.#suspect
    if (suspect === undefined) return Effect.void
    return Effect.map(this.named.look(this.connection, suspect.statement), (found) => {
      if (found === "stale") suspect.stale = true
    })
  })

  /** What an error that ended the transaction means by what was found out. */
  concluded(error: SqlError.SqlError): SqlError.SqlError {
    const suspect = this.#suspect
    return suspect?.stale === true && suspect.meant === error ? BeforeCommit.stale(error) : error
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
    const meant = BeforeCommit.refine(super.meant(error))
    if (this.#suspect?.error === error) this.#suspect.meant = meant
    return meant
  }

  protected override run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    statement: (params: ReadonlyArray<unknown>) => Effect.Effect<A, SqlError.SqlError>
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

  /**
   * A stream that is ended before its last row is cancelled by the driver where the rest takes long, and the server ends
   * the transaction with it. So it is taken back to where the stream began, as if its statement had not been.
   */
  protected override streaming<A>(
    rows: Stream.Stream<A, SqlError.SqlError>
  ): Effect.Effect<Stream.Stream<A, SqlError.SqlError>, SqlError.SqlError, Scope.Scope> {
    let whole = false
    const over = () => (whole = true)
    const send = (sql: string) => this.connection.query(sql, [], false)
    const settle = Effect.suspend(() =>
      Effect.andThen(whole ? Effect.void : send(`ROLLBACK TO ${mark}`), send(`RELEASE ${mark}`))
    )
    return Effect.as(
      Effect.acquireRelease(
        Effect.mapError(send(mark), (error) => this.meant(error)),
        () => Effect.ignore(settle)
      ),
      rows.pipe(
        Stream.onEnd(Effect.sync(over)),
        Stream.onError(() => Effect.sync(over))
      )
    )
  }
}
