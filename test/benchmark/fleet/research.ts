import { Effect } from "effect"
import * as Crew from "../../../src/programs/start/crew/Crew.ts"
import * as ResearchAgents from "../../../src/services/research/ResearchAgents.ts"
import { fairness } from "../fairness.ts"
import { figure } from "../figure.ts"
import { interleaved, median, type Result } from "../rounds.ts"
import { type Deployment, documents, inThisProcess, statements, withProcesses } from "./deployment.ts"

const rounds = 2
const keywords = 1_000
const agents = 100
const repeat = 2

interface Seen {
  /** Keywords that were asked for, a second. */
  readonly rate: number
  /** Statements that PgBouncer passed on for each of them. */
  readonly statements: number
  /** Jain's index of what the processes did. */
  readonly fairness: number
}

let runs = 0

/** Agents research keywords that nobody has researched yet, and ask for them once more. */
const once = Effect.fnUntraced(function* (deployment: Deployment, processes: number) {
  const prefix = `fleet ${process.pid} ${runs++}`
  const { file } = yield* documents(prefix, keywords)
  const list = {
    keywords: Array.from({ length: keywords }, (_, index) => `${prefix} ${index}`),
    repeat,
    agents
  }
  const measured = Effect.fnUntraced(function* (crew: Crew.Crew) {
    const { tally, work } = ResearchAgents.prepare({ ...list, atOnce: crew.atOnce }, crew.agentOf)
    const before = yield* Effect.promise(() => statements(deployment))
    const since = performance.now()
    yield* work
    const seconds = (performance.now() - since) / 1_000
    const after = yield* Effect.promise(() => statements(deployment))
    if (tally.failures.size > 0) return yield* Effect.die(new Error([...tally.failures.keys()].join(", ")))
    return {
      rate: tally.done / seconds,
      statements: (after - before) / tally.done,
      fairness: fairness((crew.processes?.() ?? []).map((one) => one.keywords))
    } satisfies Seen
  })
  return yield* processes === 0
    ? inThisProcess(deployment, file, Effect.flatMap(Crew.inProcess, measured))
    : withProcesses(deployment, processes, file, measured)
}, Effect.scoped)

/** What fleets of 1, 2 and 4 processes do, behind one PgBouncer and behind two. */
export const research = Effect.fnUntraced(function* (
  deployments: readonly [one: Deployment, two: Deployment]
): Effect.fn.Return<ReadonlyArray<Result>> {
  const [one, two] = deployments
  const contenders = [
    ["agents in one process without a cluster", one, 0],
    ["1 process, one PgBouncer", one, 1],
    ["2 processes, one PgBouncer", one, 2],
    ["4 processes, one PgBouncer", one, 4],
    ["1 process, two PgBouncers", two, 1],
    ["2 processes, two PgBouncers", two, 2],
    ["4 processes, two PgBouncers", two, 4]
  ] as const
  const values = yield* Effect.promise(() =>
    interleaved(
      rounds,
      Object.fromEntries(
        contenders.map(([name, deployment, count]) => [
          name,
          () => Effect.runPromise(once(deployment, count))
        ])
      )
    )
  )
  return contenders.flatMap(([name, , count]) => {
    const seen = values[name] ?? []
    const of = (unit: string, value: (seen: Seen) => number) =>
      figure(`fleet: ${name}`, unit, seen.length, median(seen.map(value)))
    return [
      of("keywords a second", ({ rate }) => rate),
      of("statements a keyword", (each) => each.statements),
      ...(count > 1 ? [of("of 1, Jain's fairness", (each) => each.fairness)] : [])
    ]
  })
})
