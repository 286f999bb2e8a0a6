import { Effect } from "effect"
import type { Crew } from "../../../src/programs/start/crew/Crew.ts"
import { figure } from "../figure.ts"
import { percentile, type Result } from "../rounds.ts"
import { type Deployment, documents, withProcesses } from "./deployment.ts"

const rounds = 5
const agents = 40

/** How long after one of two processes was ended the last agent of it answers again. */
const once = Effect.fnUntraced(function* (deployment: Deployment, signal: NodeJS.Signals) {
  const { file } = yield* documents("takeover", 1)
  const takenOver = Effect.fnUntraced(function* ({ agentOf, processes }: Crew) {
    const run = { over: false }
    let endedAt = Infinity
    const answeredAfter = new Map<number, number>()
    const works = Effect.fnUntraced(function* (number: number) {
      const agent = agentOf(number)
      while (!run.over) {
        const sentAt = performance.now()
        yield* agent(["takeover 0"])
        // An answer to what was asked before the end says nothing yet, unless the one that was asked is the dead one.
        if (sentAt <= endedAt && performance.now() > endedAt)
          answeredAfter.set(number, performance.now() - endedAt)
      }
    })
    const end = Effect.gen(function* () {
      yield* Effect.sleep("2 seconds")
      const [victim] = processes?.() ?? []
      if (victim !== undefined) process.kill(victim.pid, signal)
      endedAt = performance.now()
      yield* Effect.repeat(Effect.sleep("20 millis"), { until: () => answeredAfter.size === agents })
      run.over = true
    })
    yield* Effect.all([end, ...Array.from({ length: agents }, (_, number) => works(number))], {
      concurrency: "unbounded",
      discard: true
    })
    return Math.max(...answeredAfter.values())
  })
  return yield* withProcesses(deployment, 2, file, takenOver)
}, Effect.scoped)

/** How long the agents of a process that has ended stand still. */
export const takeover = Effect.fnUntraced(function* (deployment: Deployment) {
  const results: Array<Result> = []
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    const seen = yield* Effect.replicateEffect(once(deployment, signal), rounds)
    const name = `fleet: taken over after ${signal}`
    results.push(
      figure(`${name}, median`, "ms", rounds, percentile(seen, 0.5)),
      figure(`${name}, slowest`, "ms", rounds, Math.max(...seen))
    )
  }
  return results
})
