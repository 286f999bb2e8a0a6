import type { PgConnection } from "@effect/sql-pg"
import { Effect, type Fiber, type Scope, Stream } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detached } from "../deadline/Detached.ts"
import * as DriverError from "../failure/DriverError.ts"
import type { Checkout } from "../gate/Checkout.ts"
import type { NamedStatement } from "../prepared/StaleStatement.ts"
import * as BeforeCommit from "./BeforeCommit.ts"
import * as CurrentIdentity from "./CurrentIdentity.ts"
import { type Guarded, HeldSession } from "./HeldSession.ts"
import { isPartOf, levelOf } from "./nesting/NestedTransaction.ts"
import { TransactionLevel } from "./nesting/TransactionLevel.ts"
import type { SessionManner, Transform } from "./PgSession.ts"
import { StaleSuspicion } from "./StaleSuspicion.ts"
import * as StreamSavepoint from "./StreamSavepoint.ts"
import { type ConditionOf, type Join, TransactionBounds } from "./TransactionBounds.ts"
import {
  answerLost,
  type Extra,
  mayHave,
  over,
  settle,
  streaming,
  type TransactionNumber
} from "./TransactionOutcome.ts"
import { refusalOf, type RunningTransaction } from "./TransactionRunner.ts"

/** A session in a transaction: knows whether the transaction can still commit, and its number if that was asked. */
export class TransactionSession extends HeldSession implements RunningTransaction {
  readonly bounds: TransactionBounds
  readonly outermost: TransactionLevel
  readonly #extra: Extra
  readonly #suspicion: StaleSuspicion
  abandoned = false
  doomed: SqlError.SqlError | undefined

  constructor(
    connection: PgConnection.PgConnection,
    manner: SessionManner,
    checkout: Checkout,
    options: Guarded & { readonly join: Join }
  ) {
    super(connection, manner, checkout, options)
    this.outermost = new TransactionLevel(checkout.since)
    this.bounds = new TransactionBounds(options.join)
    this.#extra = manner.extra
    this.#suspicion = new StaleSuspicion(manner.named)
  }

  /** Has its first statement answered under a condition. */
  begunUnder(condition: ConditionOf): void {
    this.bounds.condition = condition({
      demote: () => this.checkout.connection?.demoted(),
      doom: (why) => {
        this.doomed = why
      }
    })
  }

  /** The transaction's number, by which its outcome can be asked for on another connection. */
  get xid(): TransactionNumber | undefined {
    return this.bounds.xid
  }

  /** Why nothing may be sent in it any more. */
  get #ended(): SqlError.SqlError | undefined {
    return this.doomed ?? (this.bounds.isOver ? DriverError.fromFailure(over, "query") : undefined)
  }

  /**
   * Begins, ends or marks the transaction, past the guard, which leaves that to us. Unprepared: a DEALLOCATE in the
   * transaction would take a prepared COMMIT away.
   */
  control(sql: string): Effect.Effect<PgConnection.Result, SqlError.SqlError> {
    const ended = this.#ended
    return ended === undefined
      ? this.settled(() => this.travelling(this.connection.query(sql, [], false)))
      : Effect.fail(ended)
  }

  /** ROLLBACK, also of what cannot commit any more. */
  readonly rollback: Effect.Effect<PgConnection.Result, SqlError.SqlError> = Effect.suspend(() =>
    this.settled(() => this.travelling(this.connection.query("ROLLBACK", [], false)))
  )

  /** A statement in a transaction cannot be sent once more; but whether the whole is worth repeating can be found out. */
  protected override recover<A>(
    error: SqlError.SqlError,
    statement: NamedStatement
  ): Effect.Effect<A, SqlError.SqlError> {
    this.#suspicion.failed(error, statement)
    return Effect.fail(error)
  }

  get mayHaveWritten(): boolean {
    return this.bounds.mayHaveWritten
  }

  /** Whether something is to be found out about it once it has ended. */
  get isSuspect(): boolean {
    return this.#suspicion.isOpen
  }

  /** Once the transaction has ended: whether its error was one of a statement that had been prepared for other types. */
  readonly investigate: Effect.Effect<void> = Effect.suspend(() =>
    this.#suspicion.investigate(this.connection)
  )

  concluded(error: SqlError.SqlError): SqlError.SqlError {
    return this.#suspicion.concluded(error)
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
    const own = super.meant(this.bounds.meant(error))
    const meant = this.bounds.isInDoubt ? own : BeforeCommit.refine(own)
    this.#suspicion.told(error, meant)
    return meant
  }

  protected override travelling<A>(
    statement: Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return this.bounds.with(statement)
  }

  protected override travellingStream<A>(
    rows: Stream.Stream<A, SqlError.SqlError>
  ): Stream.Stream<A, SqlError.SqlError> {
    return this.bounds.withStream(rows)
  }

  protected override run<A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    statement: (params: ReadonlyArray<unknown>) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.withFiber((fiber) =>
      levelOf(this.outermost, fiber).statement(() => {
        const refusal = this.#refusal(fiber)
        if (refusal !== undefined) return Effect.fail(refusal)
        const running = super.run(sql, params, statement)
        return this.bounds.isLast(fiber) ? this.#ending(running) : running
      }, this.bounds.isAlone(fiber))
    )
  }

  protected override sending(fiber: Fiber.Fiber<unknown, unknown>): void {
    isPartOf(levelOf(this.outermost, fiber), fiber)
  }

  /** Why a statement of this fiber may not be sent. */
  #refusal(fiber: Fiber.Fiber<unknown, unknown>): SqlError.SqlError | undefined {
    return this.#ended ?? (this.bounds.isOf(fiber) ? undefined : CurrentIdentity.foreign)
  }

  /** Why a transaction whose work is done shall not commit all the same. */
  get refusal(): Effect.Effect<never, SqlError.SqlError> | undefined {
    return this.doomed === undefined && this.isStreaming
      ? Effect.fail(DriverError.fromFailure(streaming, "commit"))
      : refusalOf(this)
  }

  /** Runs the last statement; what becomes of its COMMIT is noted as that of any other. */
  #ending<A>(statement: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, SqlError.SqlError> {
    return Effect.withFiber((fiber) => {
      const { refusal } = this
      if (refusal !== undefined) return refusal
      const deadline = fiber.getRef(CurrentDeadline.Current)
      CurrentDeadline.committing(deadline)
      return statement.pipe(
        Effect.catch((error) =>
          this.bounds.isInDoubt
            ? Effect.andThen(
                settle(error, this, this.#extra),
                Effect.fail(DriverError.fromFailure(answerLost, "commit"))
              )
            : Effect.fail(error)
        ),
        Effect.onExit((exit) => Effect.sync(() => CurrentDeadline.committed(deadline, mayHave(exit))))
      )
    })
  }

  override executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    return Stream.unwrap(
      Effect.withFiber((fiber) => {
        const refusal = this.#refusal(fiber)
        return Effect.succeed(
          refusal === undefined ? super.executeStream(sql, params, transform) : Stream.fail(refusal)
        )
      })
    )
  }

  /** Waits for all that is under way, which ROLLBACK TO would undo with it; once it is open, all else is refused. */
  protected override opening<A, R>(
    open: Effect.Effect<A, SqlError.SqlError, R>
  ): Effect.Effect<A, SqlError.SqlError, R> {
    return Effect.withFiber((fiber) =>
      levelOf(this.outermost, fiber).statement(() => {
        const refusal = this.#refusal(fiber)
        return refusal === undefined ? open : Effect.fail(refusal)
      }, true)
    )
  }

  protected override streaming<A>(
    rows: Stream.Stream<A, SqlError.SqlError>
  ): Effect.Effect<Stream.Stream<A, SqlError.SqlError>, never, Scope.Scope> {
    return StreamSavepoint.within(rows, {
      beforeNext: (sql) => this.bounds.beforeNext(sql),
      now: (sql) => this.travelling(this.connection.query(sql, [], false))
    })
  }
}
