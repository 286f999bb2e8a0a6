import type { DataError } from "aquifer"
import { Effect, Stream } from "effect"
import type { KeyedWrite } from "../history/Operation.ts"
import { storePrefix } from "../rig/FaultTables.ts"
import { type Agent, asked, type Turn } from "./Agent.ts"

/** What the product gives a store, and half a second for its two documents. */
const millis = 10_500

/** A caller who does not know asks again under the same key, so often. */
const attempts = 3

const documentsOf = (keyword: string) =>
  ["a", "b"].map((url) => ({ keyword, url, title: "a title", body: `a body ${"of text ".repeat(20)}` }))

const request = (keyword: string, keyed: boolean) => ({
  keyword,
  documents: documentsOf(keyword),
  ...(keyed ? { operation: keyword } : undefined)
})

const done = (key: string): KeyedWrite => ({ kind: "store", key })

/** One in ten stores two keywords at once, another one a stream. */
const storing = (
  agent: Agent,
  keys: ReadonlyArray<string>,
  keyed: boolean
): Effect.Effect<unknown, DataError> => {
  const { documents } = agent.product
  const [first, ...others] = keys.map((key) => request(key, keyed))
  if (first === undefined || others.length > 0)
    return documents.storeMany(keys.map((key) => request(key, keyed)))
  return agent.random.chance(0.1)
    ? documents.storeStream({ ...first, documents: Stream.fromIterable(first.documents) })
    : documents.store(first)
}

/** Stores documents under keywords of their own, every other time under an idempotency key. */
export const store: Turn = Effect.fnUntraced(function* (agent, turn) {
  const key = `${storePrefix}${agent.name} ${turn}`
  const keyed = agent.random.chance(0.5)
  const keys = agent.random.chance(0.1) ? [key, `${key} too`] : [key]
  const work = storing(agent, keys, keyed)
  for (let attempt = 1; ; attempt++) {
    const told = yield* agent.history.run(asked(agent, millis), work, () => keys.map(done))
    if (told !== "unknown" || !keyed || attempt === attempts) return told
  }
})
