import { type Duration, Effect } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ReplicaReads } from "../replica/ReplicaReads.ts"
import { type AskOptions, Question, type QuestionOptions } from "./Question.ts"

/** What a question can be asked. */
export type Asked<K, V> = Pick<Question<K, V>, "one" | "many">

/**
 * A question that replicas may answer. Callers who have own writes to see are asked for apart from the others, whom a replica
 * may answer that has not replayed these.
 */
class ReplicaQuestion<K, V> implements Asked<K, V> {
  readonly #others: Question<K, V>
  readonly #own: Question<K, V>
  readonly #reads: ReplicaReads

  constructor(options: QuestionOptions<K, V>, reads: ReplicaReads) {
    const { find } = options
    this.#others = new Question({ ...options, find: (keys) => reads.others(find(keys)) })
    this.#own = new Question({ ...options, find: (keys) => reads.own(find(keys)) })
    this.#reads = reads
  }

  one<I, A, E = never>(asking: AskOptions<I, K, V, A, E>): (input: I) => Effect.Effect<A, DataError | E> {
    const [others, own] = [this.#others.one(asking), this.#own.one(asking)]
    return (input) => Effect.withFiber((fiber) => (this.#reads.isOwn(fiber) ? own : others)(input))
  }

  many(
    keys: ReadonlyArray<K>,
    within?: Duration.Duration
  ): Effect.Effect<ReadonlyMap<K, V>, Operation.Fails> {
    return Effect.withFiber((fiber) =>
      (this.#reads.isOwn(fiber) ? this.#own : this.#others).many(keys, within)
    )
  }
}

/** Makes a question, which replicas may answer where it is said so. */
export const make = <K, V>(options: QuestionOptions<K, V>, reads: ReplicaReads | undefined): Asked<K, V> =>
  reads === undefined ? new Question(options) : new ReplicaQuestion(options, reads)
