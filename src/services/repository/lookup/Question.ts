import { Clock, Duration, Effect, type Exit, Fiber } from "effect"
import type { SqlClient } from "effect/sql"
import type { PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import * as OperationTimes from "../../../layers/measure/OperationTimes.ts"
import * as Span from "../../../layers/measure/Span.ts"
import type { Found, Note } from "../../../layers/resilience/Batch.ts"
import { Batcher } from "../../../layers/resilience/Batcher.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { failedOnce, type Resume } from "../../../layers/resilience/Waiter.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"

/** Keys in a statement: five thousand callers cost the server about a third less for each than with 500. */
const usualMost = 2_000

/** Statements at once: one's answer travels, one is worked on, one waits for the server; with more the batches get smaller. */
const inFlight = 3

/** The same for a server that is so far away that many ask meanwhile; the others of ten connections are for other work. */
const mostInFlight = 6

/** Reasons that lie in a single row, such as one that is too large to be read. */
const divisible = ({ _tag }: PgFailure): boolean =>
  _tag === "Rejected" || _tag === "Unclassified" || _tag === "OutcomeUnknown"

export interface QuestionOptions<K, V> {
  readonly service: string
  /** What a round trip is called, such as `lookup`. */
  readonly name: string
  readonly find: (keys: ReadonlyArray<K>) => Effect.Effect<Found<K, V>, Operation.Fails>
  readonly protect: Operation.Protection
  /** Whose transactions a question is part of, when it is asked inside one. */
  readonly sql: SqlClient.SqlClient | undefined
  /** Keys in a statement at most; 2,000 unless given. */
  readonly most?: number
  /** Is told of each answer before its caller. */
  readonly note?: Note<K, V>
}

/** An operation that asks for one key. */
export interface AskOptions<I, K, V, A, E> {
  /** What failures and spans call it; the question's name unless given. */
  readonly operation?: string
  /** The key of an input that may be used as it is, which most are. */
  readonly keyOf: (input: I) => K | undefined
  /** Looks more closely at the others. */
  readonly check: (input: I) => Effect.Effect<K, Rejected>
  /** What a caller is told of a value. */
  readonly answer: (value: V | undefined) => Exit.Exit<A, E>
  /** How long a caller waits at most; as long as a read may take unless given. */
  readonly within?: Duration.Duration
}

/** The fiber of a callback that is being registered. */
const caller = (): Fiber.Fiber<unknown, unknown> => {
  const fiber = Fiber.getCurrent()
  if (fiber === undefined) throw new Error("a question is asked by a fiber")
  return fiber
}

/**
 * One way to ask for values by key: batched with what others ask (see {@link Batcher}), but inside a transaction by
 * itself, on its connection.
 *
 * This is the hottest path of all, so each step is there for a reason: one primitive of Effect from the caller to the
 * batch, no span while nobody traces, nothing made for a caller that could be made for the operation, no step after the
 * answer.
 */
export class Question<K, V> {
  readonly #options: QuestionOptions<K, V>
  readonly #batcher: Batcher<K, V, PgFailure>

  constructor(options: QuestionOptions<K, V>) {
    const { find, most = usualMost, name, note, protect, service } = options
    this.#options = options
    // A round trip is timed once, however many callers share it.
    const timed = OperationTimes.timed(`${service}.${name}`)
    const attempt = protect({ idempotent: true, writes: false })
    this.#batcher = new Batcher({
      name: `${service}.${name}`,
      inFlight,
      mostInFlight,
      most,
      divisible,
      run: (keys) => timed(attempt(find(keys))),
      ...(note === undefined ? undefined : { note })
    })
  }

  /** Makes an operation that asks for one key. */
  one<I, A, E = never>({
    answer,
    check,
    keyOf,
    operation = this.#options.name,
    within = Operation.timeFor("read")
  }: AskOptions<I, K, V, A, E>): (input: I) => Effect.Effect<A, DataError | E> {
    const { service } = this.#options
    const span = `${service}.${operation}`
    const failed = Operation.failed(service, operation, "read")
    const asking = { within: Duration.toMillis(within), answer, failed: failedOnce(failed) }
    const join = (key: K, fiber: Fiber.Fiber<unknown, unknown>, resume: Resume<A, DataError | E>) =>
      this.#batcher.join(key, asking, fiber, resume)
    /** For whom one primitive does not do: an input to be looked at, a transaction, a span. */
    const apart = (input: I, traced: boolean): Effect.Effect<A, DataError | E> => {
      if (traced) return Effect.withSpan(apart(input, false), span)
      return Effect.flatMap(Effect.mapError(check(input), failed), (key) =>
        Effect.withFiber((fiber) =>
          this.#isInTransaction(fiber)
            ? Effect.flatMap(Effect.mapError(this.#alone([key]), failed), (found) => answer(found.get(key)))
            : Effect.callback<A, DataError | E>((resume) => join(key, fiber, resume))
        )
      )
    }
    return (input) =>
      Effect.callback((resume) => {
        const fiber = caller()
        const key = keyOf(input)
        const traced = Span.isTraced(fiber)
        if (key !== undefined && !traced && !this.#isInTransaction(fiber)) return join(key, fiber, resume)
        return resume(apart(input, traced))
      })
  }

  /** The values of many keys, each given once; those without one are left out. */
  many(
    keys: ReadonlyArray<K>,
    within = Operation.timeFor("batch")
  ): Effect.Effect<ReadonlyMap<K, V>, Operation.Fails> {
    return Effect.withFiber((fiber) =>
      this.#isInTransaction(fiber) ? this.#alone(keys) : this.#batcher.many(keys, within)
    )
  }

  /** On whose connection it then is asked; where that is of another pool, it is refused there. */
  #isInTransaction({ context }: Fiber.Fiber<unknown, unknown>): boolean {
    const { sql } = this.#options
    if (sql === undefined) return false
    return (
      Operation.inTransaction(sql, context) ||
      AskedTransaction.refusal(context, sql.transactionService) !== undefined
    )
  }

  /** Asks in the transaction at hand. */
  #alone(keys: ReadonlyArray<K>): Effect.Effect<ReadonlyMap<K, V>, Operation.Fails> {
    const { find, note } = this.#options
    return Effect.withFiber((fiber) =>
      Effect.map(find(keys), (found) => {
        const noted = note?.(fiber.getRef(Clock.Clock))
        const values = new Map<K, V>()
        for (const key of keys) {
          const value = found.get(key)
          noted?.(key, value)
          if (value !== undefined) values.set(key, value)
        }
        return values
      })
    )
  }
}
