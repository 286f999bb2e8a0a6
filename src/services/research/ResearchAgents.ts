import { Effect, Option } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import type { DataError } from "../../layers/resilience/DataError.ts"
import { ResearchCache } from "./cache/ResearchCache.ts"
import { ResearchDocuments } from "./documents/ResearchDocuments.ts"
import { DocumentSource } from "./source/DocumentSource.ts"
import type { DocumentSourceError } from "./source/DocumentSourceError.ts"

export interface WorkList {
  readonly keywords: ReadonlyArray<string>
  /** How often each keyword is asked for. */
  readonly repeat: number
  /** Agents at work at once. */
  readonly agents: number
}

/** What the agents have done so far; read it while they work, or when they are done. */
export interface Tally {
  readonly asked: number
  readonly done: number
  readonly hits: number
  readonly misses: number
  readonly keywordsStored: number
  readonly documentsStored: number
  readonly duplicates: number
  readonly lookupMillis: ReadonlyArray<number>
  readonly storeMillis: ReadonlyArray<number>
  /** How often each reason stopped an agent's work on a keyword, with the first such message. */
  readonly failures: ReadonlyMap<string, { readonly count: number; readonly first: string }>
}

class MutableTally implements Tally {
  readonly asked: number
  done = 0
  hits = 0
  misses = 0
  keywordsStored = 0
  documentsStored = 0
  duplicates = 0
  readonly lookupMillis: Array<number> = []
  readonly storeMillis: Array<number> = []
  readonly failures = new Map<string, { count: number; first: string }>()

  constructor(asked: number) {
    this.asked = asked
  }

  failed(error: DataError | DocumentSourceError): void {
    const tag = error._tag === "DataError" ? error.reason._tag : error._tag
    const seen = this.failures.get(tag)
    if (seen === undefined) this.failures.set(tag, { count: 1, first: error.message })
    else seen.count++
  }
}

const timed = <A, E, R>(into: Array<number>, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Monotonic.now, (before) =>
    Effect.tap(effect, () => Effect.map(Monotonic.now, (after) => into.push(after - before)))
  )

/**
 * Agents research a work list through the cache: look up; on a miss read the documents from the source, holding no
 * connection, store them with metadata and cache row in one transaction, and look up again.
 *
 * The tally is there at once and grows while `work` runs. A keyword that fails is counted by its reason and the
 * agent goes on with the next.
 */
export const prepare = Effect.fnUntraced(function* (list: WorkList) {
  const cache = yield* ResearchCache
  const documents = yield* ResearchDocuments
  const source = yield* DocumentSource
  const tally = new MutableTally(list.keywords.length * list.repeat)

  const lookup = (keyword: string) =>
    Effect.tap(timed(tally.lookupMillis, cache.lookup(keyword)), (found) =>
      Effect.sync(() => (Option.isSome(found) ? tally.hits++ : tally.misses++))
    )

  const research = Effect.fnUntraced(function* (keyword: string) {
    const found = yield* source.read(keyword)
    const stored = yield* timed(tally.storeMillis, documents.store({ keyword, documents: found }))
    tally.keywordsStored++
    tally.documentsStored += stored.inserted + stored.updated
    tally.duplicates += stored.duplicates
    yield* lookup(keyword)
  })

  const agent = Effect.fn("ResearchAgents.agent")(
    function* (keyword: string) {
      if (Option.isNone(yield* lookup(keyword))) yield* research(keyword)
    },
    Effect.catch((error) => Effect.sync(() => tally.failed(error))),
    Effect.ensuring(Effect.sync(() => tally.done++))
  )

  // A round ends before the next begins: what it researched is found by all of the next.
  const round = Effect.forEach(list.keywords, agent, { concurrency: list.agents, discard: true })
  const work = Effect.replicateEffect(round, list.repeat, { discard: true })
  return { tally: tally as Tally, work }
})
