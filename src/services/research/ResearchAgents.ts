import { Effect, Option } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import type { DataError } from "../../layers/resilience/DataError.ts"
import { ResearchCache } from "./cache/ResearchCache.ts"
import { ResearchDocuments } from "./documents/ResearchDocuments.ts"
import type { Errand } from "./Errand.ts"
import { ResearchTally, type Tally } from "./ResearchTally.ts"
import { DocumentSource } from "./source/DocumentSource.ts"
import type { DocumentSourceError } from "./source/DocumentSourceError.ts"

export interface WorkList {
  readonly keywords: ReadonlyArray<string>
  /** How often each keyword is asked for. */
  readonly repeat: number
  /** Agents at work at once. */
  readonly agents: number
  /** Keywords that an agent is sent for at once, at most; fewer where there is little left. */
  readonly atOnce: number
}

/** Sends an agent for some keywords, one after the other; what came of each of them, in their order. */
export type Agent = (keywords: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Errand>>

const reasonOf = (error: DataError | DocumentSourceError): string =>
  error._tag === "DataError" ? error.reason._tag : error._tag

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Monotonic.now, (before) =>
    Effect.flatMap(effect, (value) => Effect.map(Monotonic.now, (after) => [after - before, value] as const))
  )

/**
 * An agent that works in this process: it looks the keyword up, and on a miss reads the documents from the source, holding
 * no connection, and stores them with metadata and cache row in one transaction.
 *
 * What was done before a failure is told with it. Under an `operation` the documents are stored once, however often an
 * agent is sent: whoever takes over for one that died finds them, or stores them.
 */
export const make = Effect.gen(function* () {
  const cache = yield* ResearchCache
  const documents = yield* ResearchDocuments
  const source = yield* DocumentSource

  const research = Effect.fnUntraced(function* (keyword: string, operation: string | undefined) {
    const found = yield* source.read(keyword)
    const request = { keyword, documents: found, ...(operation !== undefined && { operation }) }
    const [millis, stored] = yield* timed(documents.store(request))
    return { documents: stored.inserted + stored.updated, duplicates: stored.duplicates, millis }
  })

  const errandFor = Effect.fn("ResearchAgents.agent")(function* (keyword: string, operation?: string) {
    let errand: Errand = {}
    const work = Effect.gen(function* () {
      const [millis, found] = yield* timed(cache.lookup(keyword))
      errand = { lookup: { hit: Option.isSome(found), millis } }
      if (Option.isNone(found)) errand = { ...errand, store: yield* research(keyword, operation) }
    })
    return yield* work.pipe(
      Effect.match({
        onSuccess: () => errand,
        onFailure: (error): Errand => ({
          ...errand,
          failure: { reason: reasonOf(error), message: error.message }
        })
      })
    )
  })

  return (keywords: ReadonlyArray<string>, operation?: string) =>
    Effect.forEach(keywords, (keyword, index) =>
      errandFor(keyword, operation === undefined ? undefined : `${operation} ${index}`)
    )
})

/** The next keywords of a list that agents share. */
const takeFrom = (list: WorkList) => {
  let next = 0
  return (): ReadonlyArray<string> => {
    const left = list.keywords.length - next
    const share = Math.ceil(left / (2 * list.agents)) // so that the last ones are not one agent's
    const taken = list.keywords.slice(next, next + Math.min(share, list.atOnce))
    next += taken.length
    return taken
  }
}

/**
 * Agents at work on a list. Each of them is given the next keywords as soon as it is free; `agentOf` has them by their
 * numbers, from 0 on, and no agent is sent twice at once.
 *
 * The tally is there at once and grows while `work` runs. A keyword that fails is counted by its reason and the
 * agent goes on with the next.
 */
export const prepare = (list: WorkList, agentOf: (number: number) => Agent) => {
  const tally = new ResearchTally(list.keywords.length * list.repeat)
  const numbers = Array.from({ length: Math.min(list.agents, list.keywords.length) }, (_, number) => number)

  // A round ends before the next begins: what it researched is found by all of the next.
  const round = Effect.suspend(() => {
    const take = takeFrom(list)
    const works = Effect.fnUntraced(function* (number: number) {
      const agent = agentOf(number)
      for (let keywords = take(); keywords.length > 0; keywords = take()) {
        for (const errand of yield* agent(keywords)) tally.add(errand)
      }
    })
    return Effect.forEach(numbers, works, { concurrency: "unbounded", discard: true })
  })
  const work = Effect.replicateEffect(round, list.repeat, { discard: true })
  return { tally: tally as Tally, work }
}
