import { Effect } from "effect"
import { asked, type Turn } from "./Agent.ts"

const millis = 4_000

/** Few, so that their writers meet. */
const counters = ["counter 1", "counter 2", "counter 3"] as const

/** What protects a value that is read and written again: its lock, or an isolation that notices. */
const isolations = ["read committed", "repeatable read", "serializable"] as const

/** Reads a counter and writes one more. */
export const increment: Turn = (agent) => {
  const key = agent.random.pick(counters)
  const isolation = agent.random.pick(isolations)
  const thinks = agent.random.below(5)
  const { sql, transaction } = agent.product
  let read: number | undefined
  const lock = isolation === "read committed" ? sql` FOR UPDATE` : sql``
  const work = Effect.gen(function* () {
    const [row] = yield* sql<{ value: number }>`SELECT value FROM faults_counters WHERE key = ${key}${lock}`
    read = row?.value ?? 0
    yield* Effect.sleep(thinks)
    yield* sql`UPDATE faults_counters SET value = ${read + 1} WHERE key = ${key}`
  })
  return agent.history.run(asked(agent, millis), transaction({ isolation, millis })(work), () => ({
    kind: "increment",
    key,
    read
  }))
}

/** Those of the fault in which two transactions are in each other's way. */
export const locks = ["lock 1", "lock 2"] as const

/** They begin at 0. */
export const begin = `INSERT INTO faults_counters (key, value) VALUES ${[...counters, ...locks].map((key) => `('${key}', 0)`).join(", ")}`
