import { Clock, Effect, Exit, type Fiber, Semaphore } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import { isPartOf, levelOf } from "../../../layers/transaction/nesting/NestedTransaction.ts"
import { TransactionLevel } from "../../../layers/transaction/nesting/TransactionLevel.ts"
import { isReadOnly } from "../../../layers/transaction/TransactionBounds.ts"
import * as TransactionOutcome from "../../../layers/transaction/TransactionOutcome.ts"
import { refusalOf, type RunningTransaction } from "../../../layers/transaction/TransactionRunner.ts"
import * as MemoryFailure from "./MemoryFailure.ts"

/**
 * A transaction in memory: what is done in it is done at once, and undone when it, or the savepoint behind which it was,
 * fails. As in Postgres its statements follow each other, one that fails leaves it to be rolled back, and each of them has
 * the time of day at which the first was.
 */
export class MemoryTransaction implements RunningTransaction {
  readonly outermost: TransactionLevel
  abandoned = false
  doomed: SqlError.SqlError | undefined
  readonly #undos: Array<() => void> = []
  readonly #ends: Array<() => void> = []
  /** How much was to be undone when a savepoint was set, by how deep it is. */
  readonly #savepoints: Array<number> = []
  readonly #order = Semaphore.makeUnsafe(1)
  #opening = "BEGIN"
  #identity: CurrentIdentity.Identity | undefined
  /** The time of day of its first statement. */
  #now: number | undefined
  #isAborted = false
  /** Whose end a statement of it waits for. */
  #waitsFor: MemoryTransaction | undefined

  constructor(since: number) {
    this.outermost = new TransactionLevel(since)
  }

  get mayHaveWritten(): boolean {
    return this.#now !== undefined && !isReadOnly(this.#opening)
  }

  /** Nothing has to be cut off. */
  readonly destroy = (): void => undefined

  concluded(error: SqlError.SqlError): SqlError.SqlError {
    return error
  }

  /** Runs what changes something, at its turn. */
  statement<A>(
    run: (now: number) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.withFiber((fiber) =>
      levelOf(this.outermost, fiber).statement(() =>
        this.#order.withPermit(
          Effect.suspend(() => {
            const refusal =
              this.doomed ??
              (CurrentIdentity.isOf(this.#identity, fiber) ? undefined : CurrentIdentity.foreign)
            if (refusal !== undefined) return Effect.fail(refusal)
            const now = this.#sending(fiber)
            const failure = this.#isAborted ? MemoryFailure.aborted : this.#unwritable
            return Effect.onExitPrimitive(failure === undefined ? run(now) : Effect.fail(failure), (exit) => {
              if (Exit.isFailure(exit)) this.#isAborted = true
              return undefined
            })
          })
        )
      )
    )
  }

  /** Waits in a statement until another transaction has `ended` what holds it up; fails where that one waits for this. */
  behind(other: MemoryTransaction, ended: Effect.Effect<void>): Effect.Effect<void, SqlError.SqlError> {
    return Effect.suspend(() => {
      for (let next: MemoryTransaction | undefined = other; next !== undefined; next = next.#waitsFor)
        if (next === this) return Effect.fail(MemoryFailure.deadlock)
      this.#waitsFor = other
      return Effect.onExitPrimitive(ended, () => {
        this.#waitsFor = undefined
        return undefined
      })
    })
  }

  /** Something was changed that `undo` changes back. */
  changed(undo: () => void): void {
    this.#undos.push(undo)
  }

  /** To be done when the transaction has ended, in whatever way. */
  atEnd(end: () => void): void {
    this.#ends.push(end)
  }

  begin(opening = "BEGIN"): Effect.Effect<void, SqlError.SqlError> {
    return Effect.withFiber((fiber) => {
      this.#opening = opening
      this.#identity = fiber.getRef(CurrentIdentity.Current)
      return CurrentIdentity.refusal(this.#identity) ?? Effect.void
    })
  }

  savepoint(id: number): Effect.Effect<void, SqlError.SqlError> {
    return Effect.map(this.releaseSavepoint, () => {
      this.#savepoints[id] = this.#undos.length
    })
  }

  /** What was done behind it stays to be undone with what is around it. */
  readonly releaseSavepoint: Effect.Effect<void, SqlError.SqlError> = Effect.withFiber((fiber) => {
    const failure = this.doomed ?? (this.#isAborted ? MemoryFailure.aborted : undefined)
    if (failure !== undefined) return Effect.fail(failure)
    this.#sending(fiber)
    return Effect.void
  })

  rollbackSavepoint(id: number): Effect.Effect<void> {
    return Effect.sync(() => {
      this.#undo(this.#savepoints[id] ?? 0)
      this.#isAborted = false
    })
  }

  readonly commit: Effect.Effect<void, SqlError.SqlError> = Effect.withFiber((fiber) => {
    const aborted = this.#isAborted ? Effect.fail(refusedCommit) : undefined
    const refusal = refusalOf(this) ?? aborted
    if (refusal !== undefined) return Effect.andThen(this.rollback, refusal)
    if (this.#now === undefined) return Effect.void
    const deadline = fiber.getRef(CurrentDeadline.Current)
    CurrentDeadline.committing(deadline)
    this.#end()
    CurrentDeadline.committed(deadline, true)
    return Effect.void
  })

  readonly rollback: Effect.Effect<void> = Effect.sync(() => {
    this.#undo(0)
    this.#end()
  })

  get #unwritable(): SqlError.SqlError | undefined {
    return isReadOnly(this.#opening) ? MemoryFailure.readOnly : undefined
  }

  /** Notes that something is done for this fiber, and gives the time of the transaction. */
  #sending(fiber: Fiber.Fiber<unknown, unknown>): number {
    isPartOf(levelOf(this.outermost, fiber), fiber)
    return (this.#now ??= fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
  }

  #undo(from: number): void {
    for (const undo of this.#undos.splice(from).toReversed()) undo()
  }

  #end(): void {
    for (const end of this.#ends.splice(0)) end()
  }
}

const refusedCommit = DriverError.fromFailure(TransactionOutcome.refused, "commit")
