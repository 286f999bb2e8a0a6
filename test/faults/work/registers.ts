import type { CacheEntry } from "aquifer/research"
import { Effect, Option, Predicate } from "effect"
import type { Look } from "../history/Operation.ts"
import { registerPrefix } from "../rig/FaultTables.ts"
import { type Agent, asked, type Turn } from "./Agent.ts"

const putMillis = 3_000
const lookMillis = 2_000

/** Of each writer: few, so that they are read again while they are written. */
const registers = [1, 2, 3, 4] as const

const keyOf = (writer: string, register: number): string => `${registerPrefix}${writer} ${register}`

const versionOf = (found: Option.Option<CacheEntry> | undefined): number => {
  if (found === undefined || Option.isNone(found)) return 0
  const { payload } = found.value
  return Predicate.hasProperty(payload, "version") ? Number(payload.version) : 0
}

const look = (agent: Agent, kind: Look["kind"], key: string) => {
  const service = kind === "lookup" ? agent.product.cache : agent.product.near
  return agent.history.run(asked(agent, lookMillis), service.lookup(key), (found) => ({
    kind,
    key,
    version: versionOf(found)
  }))
}

/** Puts a version that is higher than all before it, and looks whether it is there. */
export const put: Turn = Effect.fnUntraced(function* (agent, turn) {
  const key = keyOf(agent.name, agent.random.pick(registers))
  const work = agent.product.near.store(key, { version: turn, text: "of an entry ".repeat(10) })
  const told = yield* agent.history.run(asked(agent, putMillis), work, () => ({
    kind: "put",
    key,
    version: turn
  }))
  yield* look(agent, "near lookup", key)
  return told
})

/** Looks into the registers of the writers, always by the same way: memory may be behind the database. */
export const reader =
  (kind: Look["kind"], writers: readonly [string, ...ReadonlyArray<string>]): Turn =>
  (agent) =>
    look(agent, kind, keyOf(agent.random.pick(writers), agent.random.pick(registers)))
