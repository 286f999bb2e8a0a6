import { Duration, Effect, type Fiber } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { isEnding } from "../deadline/Detached.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as Timers from "../deadline/Timers.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import * as Checkout from "../gate/Checkout.ts"

/** How long a nested transaction may do nothing while others wait for it: no less than this, and less than twice as long. */
const idleTimeout = Duration.seconds(30)

const rejected = (statement: "did not run" | "rolled back", message: string, operation: string) =>
  DriverError.fromFailure(new Rejected({ statement, message }), operation)

/** What outlives its transaction belongs to nobody: the one around it never asked for it. */
const ended = rejected(
  "did not run",
  "the transaction, or nested transaction, that this statement is part of has ended; join the fiber that runs it before that (Fiber.join), or begin the fiber outside of it",
  "query"
)

/** What is done by halves can neither stay nor be undone by itself. */
const halfDone = rejected(
  "rolled back",
  "a nested transaction was still open when the one around it was to end, so both were rolled back; join the fiber that runs it before that (Fiber.join)",
  "commit"
)

const stuck = (name: string) =>
  rejected(
    "did not run",
    `the nested transaction beside it (${name}) has sent nothing for ${Duration.format(idleTimeout)}, and until it ends nothing else of its transaction is sent; does it wait for this one, as by joining its fiber? Run this one in the nested transaction, before it, or behind it`,
    "query"
  )

/** Work that waits for its turn, or has it. */
interface Turn {
  /** The nested transaction that is to have the connection for itself; a statement goes with other statements. */
  readonly nested?: TransactionLevel
  /** A statement that has the connection for itself. */
  readonly isAlone?: boolean
  grant?: (answer: Effect.Effect<void, SqlError.SqlError>) => void
  isGranted?: boolean
}

/** What is under way on a session, at whichever level. */
interface Work {
  begun: number
  underWay: number
  /** What is under way has the connection for itself. */
  isAlone: boolean
  /** Called once nothing is. */
  quiet: ReadonlyArray<() => void>
}

const { span: nameOf } = Checkout

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
  readonly #work: Work
  readonly #queue: Array<Turn> = []
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
    this.#work = outer === undefined ? { begun: 0, underWay: 0, isAlone: false, quiet: [] } : outer.#work
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
      if (this.#queue.length > 0 || !this.#mayBegin(isAlone)) return this.#inTurn({ isAlone }, statement)
      this.#begin(isAlone)
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
    return this.#inTurn({ nested }, () => run(nested))
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
    return fiber && nameOf({ fiber })
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

  readonly #quiet: Effect.Effect<void> = Effect.suspend(() => {
    const work = this.#work
    return work.underWay === 0
      ? Effect.void
      : Effect.callback<void>((resume) => {
          work.quiet = [...work.quiet, () => resume(Effect.void)]
        })
  })

  /** Ends it behind what is under way in it; fails where one nested in it goes on. */
  readonly close: Effect.Effect<void, SqlError.SqlError> = Effect.suspend(() =>
    Effect.andThen(
      this.settled,
      Effect.suspend(() => {
        this.end()
        const { refusal } = this
        return refusal === undefined ? this.#quiet : Effect.andThen(this.#quiet, Effect.fail(refusal))
      })
    )
  )

  #inTurn<A, E, R>(
    turn: Turn,
    run: () => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | SqlError.SqlError, R> {
    const begin = Effect.suspend((): Effect.Effect<A, E | SqlError.SqlError, R> =>
      this.isOver ? Effect.fail(ended) : run()
    )
    // Whoever is interrupted together with what was in front of it shall not begin before it hears of that.
    const waiting = this.#turn(turn).pipe(Effect.andThen(Effect.yieldNow), Effect.andThen(begin))
    return Effect.onExitPrimitive(waiting, () => this.#leave(turn)) // however it ends, it may have got its turn
  }

  #leave(turn: Turn): undefined {
    if (turn.isGranted !== true) {
      const place = this.#queue.indexOf(turn)
      if (place >= 0) this.#queue.splice(place, 1)
      return this.#next()
    }
    if (turn.nested === undefined) return this.#end()
    this.#nested = undefined
    for (const resume of this.#alone) resume()
    this.#alone = []
    return this.#next()
  }

  /** Whether something may be sent now: beside what is under way, or alone. */
  #mayBegin(isAlone: boolean): boolean {
    const work = this.#work
    return this.#nested === undefined && !work.isAlone && (!isAlone || work.underWay === 0)
  }

  #begin(isAlone: boolean): void {
    const work = this.#work
    work.begun++
    work.underWay++
    work.isAlone = isAlone
  }

  readonly #end = (): undefined => {
    const work = this.#work
    work.isAlone = false // where it was, nothing was under way beside it
    if (--work.underWay > 0) return undefined
    const { quiet } = work
    if (quiet.length > 0) {
      work.quiet = []
      for (const resume of quiet) resume()
    }
    return this.#next()
  }

  /** Lets in whoever is next, and those behind that may go with it. */
  #next(): undefined {
    if (this.isOver) return this.#refuse()
    for (let turn = this.#queue[0]; turn !== undefined; turn = this.#queue[0]) {
      const { isAlone = false, nested } = turn
      if (!this.#mayBegin(isAlone || nested !== undefined)) return
      this.#queue.shift()
      turn.isGranted = true
      if (nested === undefined) this.#begin(isAlone)
      else this.#nested = nested
      turn.grant?.(Effect.void)
    }
  }

  #refuse(): undefined {
    for (const turn of this.#queue.splice(0)) turn.grant?.(Effect.fail(ended))
    if (this.#nested !== undefined) this.#nested.#refuse()
  }

  /** Waits for a turn; where that waits for something that waits for this, it fails. */
  #turn(turn: Turn): Effect.Effect<void, SqlError.SqlError> {
    return Effect.withFiber((fiber) =>
      Effect.callback<void, SqlError.SqlError>((resume) => {
        const work = this.#work
        const deadline = fiber.getRef(CurrentDeadline.Current)
        let cancel: (() => void) | undefined
        const over = () => {
          cancel?.()
          CurrentDeadline.behind(deadline, undefined)
        }
        let seen = -1
        const look = () => {
          const name = this.#nestedName
          CurrentDeadline.behind(deadline, name)
          if (name !== undefined && seen === work.begun) return turn.grant?.(Effect.fail(stuck(name)))
          seen = work.underWay > 0 ? -1 : work.begun
          cancel = Timers.setAfter(fiber, Duration.toMillis(idleTimeout), look)
        }
        turn.grant = (answer) => {
          over()
          resume(answer)
        }
        this.#queue.push(turn)
        this.#next()
        if (turn.isGranted !== true) look()
        return Effect.sync(over)
      })
    )
  }
}
