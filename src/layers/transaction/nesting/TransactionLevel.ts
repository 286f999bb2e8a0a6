import { Effect, type Fiber } from "effect"
import type { SqlError } from "effect/sql"
import { isEnding } from "../../deadline/Detached.ts"
import * as Monotonic from "../../deadline/Monotonic.ts"
import * as Checkout from "../../gate/Checkout.ts"
import { InFlight } from "./InFlight.ts"
import { ended, halfDone } from "./NestingRefusal.ts"
import { QueuedWork } from "./QueuedWork.ts"

/**
 * A transaction, or one nested in it: ROLLBACK TO undoes whatever was sent behind the SAVEPOINT, by whomever. So while a
 * nested one is open, statements of the one around it wait, and so does the next nested one; SAVEPOINT waits for the
 * statements that are under way. First come, first served.
 */
export class TransactionLevel {
  /** The one around a nested one. */
  readonly outer: TransactionLevel | undefined
  /** What a nested one runs in. */
  readonly #fiber: Fiber.Fiber<unknown, unknown> | undefined
  readonly #inFlight: InFlight
  readonly #queue: Array<QueuedWork> = []
  #nested: TransactionLevel | undefined
  #isOver = false
  /** Called once the nested one has ended. */
  #alone: ReadonlyArray<() => void> = []

  /** When it was asked for, by the monotonic clock. */
  readonly since: number

  constructor(since: number, outer?: TransactionLevel, fiber?: Fiber.Fiber<unknown, unknown>) {
    this.since = since
    this.outer = outer
    this.#fiber = fiber
    this.#inFlight = outer === undefined ? new InFlight() : outer.#inFlight
  }

  /** Whether it has ended, or one around it. */
  get isOver(): boolean {
    return this.#isOver || this.outer?.isOver === true
  }

  /** Whether one around it has ended, and its savepoint with that. */
  get isOrphaned(): boolean {
    return this.outer?.isOver === true
  }

  /**
   * Runs a statement once no nested transaction is open. One that is to be `alone` waits for those that are under way too,
   * and no other is sent until it has ended: what travels with it, travels with whatever is sent next.
   */
  statement<A, R>(
    statement: () => Effect.Effect<A, SqlError.SqlError, R>,
    isAlone = false
  ): Effect.Effect<A, SqlError.SqlError, R> {
    return Effect.suspend(() => {
      if (this.isOver) return Effect.fail(ended)
      if (this.#queue.length > 0 || !this.#mayBegin(isAlone)) {
        const begin = () => this.#inFlight.begin(isAlone)
        return this.#inTurn(new QueuedWork(isAlone, begin, this.#end), statement)
      }
      this.#inFlight.begin(isAlone)
      return Effect.onExitPrimitive(Effect.suspend(statement), this.#end)
    })
  }

  /** Runs a nested transaction once none is open, and nothing is under way. */
  nest<A, E, R>(
    fiber: Fiber.Fiber<unknown, unknown>,
    run: (level: TransactionLevel) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | SqlError.SqlError, R> {
    if (this.isOver) return Effect.fail(ended)
    const nested = new TransactionLevel(Monotonic.millis(fiber), this, fiber)
    const work = new QueuedWork(
      true,
      () => {
        this.#nested = nested
      },
      this.#nestedEnded
    )
    return this.#inTurn(work, () => run(nested))
  }

  /** What is sent in it from now on is refused, and what waits. */
  end(): void {
    this.#isOver = true
    this.#refuse()
  }

  /** Why it cannot commit. */
  get refusal(): SqlError.SqlError | undefined {
    return this.#nested === undefined ? undefined : halfDone
  }

  get #nestedName(): string | undefined {
    const fiber = this.#nested === undefined ? undefined : this.#nested.#fiber
    return fiber && Checkout.span({ fiber })
  }

  /** Whether its work is over, or has been told to be, and only its end is to come, maybe behind a caller who has gone. */
  get #isEnding(): boolean {
    return this.#isOver || (this.#fiber !== undefined && isEnding(this.#fiber))
  }

  /** Until a nested one that is ending has ended; at once where none is open, or one that goes on. */
  readonly settled: Effect.Effect<void> = Effect.suspend(() =>
    this.#nested !== undefined && this.#nested.#isEnding
      ? Effect.callback<void>((resume) => {
          this.#alone = [...this.#alone, () => resume(Effect.void)]
        })
      : Effect.void
  )

  /** Ends it behind what is under way in it; fails where one nested in it goes on. */
  readonly close: Effect.Effect<void, SqlError.SqlError> = Effect.suspend(() =>
    Effect.andThen(
      this.settled,
      Effect.suspend(() => {
        this.end()
        const { refusal } = this
        const { quiet } = this.#inFlight
        return refusal === undefined ? quiet : Effect.andThen(quiet, Effect.fail(refusal))
      })
    )
  )

  #inTurn<A, E, R>(
    work: QueuedWork,
    run: () => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | SqlError.SqlError, R> {
    const begin = Effect.suspend((): Effect.Effect<A, E | SqlError.SqlError, R> =>
      this.isOver ? Effect.fail(ended) : run()
    )
    const waiting = work.wait(
      () => {
        this.#queue.push(work)
        this.#next()
      },
      () => ({ nestedName: this.#nestedName, idleAfter: this.#inFlight.idleAfter })
    )
    // Whoever is interrupted together with what was in front of it shall not begin before it hears of that.
    const begun = waiting.pipe(Effect.andThen(Effect.yieldNow), Effect.andThen(begin))
    return Effect.onExitPrimitive(begun, () => this.#leave(work)) // however it ends, it may have got its turn
  }

  #leave(work: QueuedWork): undefined {
    if (work.hasBegun) return work.end()
    const place = this.#queue.indexOf(work)
    if (place >= 0) this.#queue.splice(place, 1)
    return this.#next()
  }

  /** Whether something may be sent now: beside what is under way, or alone. */
  #mayBegin(isAlone: boolean): boolean {
    return this.#nested === undefined && this.#inFlight.admits(isAlone)
  }

  readonly #end = (): undefined => (this.#inFlight.end() ? this.#next() : undefined)

  readonly #nestedEnded = (): undefined => {
    this.#nested = undefined
    for (const resume of this.#alone) resume()
    this.#alone = []
    return this.#next()
  }

  /** Lets in whoever is next, and those behind that may go with it. */
  #next(): undefined {
    if (this.isOver) return this.#refuse()
    for (let work = this.#queue[0]; work !== undefined; work = this.#queue[0]) {
      if (!this.#mayBegin(work.isAlone)) return
      this.#queue.shift()
      work.admit()
    }
  }

  #refuse(): undefined {
    for (const work of this.#queue.splice(0)) work.refuse(ended)
    if (this.#nested !== undefined) this.#nested.#refuse()
  }
}
