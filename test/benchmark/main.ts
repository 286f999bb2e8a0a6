import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { Cause, Effect } from "effect"
import * as Bench from "./Bench.ts"
import { deadlines } from "./deadlines.ts"
import { doctor } from "./doctor.ts"
import { failover } from "./failover.ts"
import { fleet } from "./fleet.ts"
import { guard } from "./guard.ts"
import { inserts } from "./inserts.ts"
import { lanes } from "./lanes.ts"
import { lookups } from "./lookups.ts"
import { memory } from "./memory.ts"
import { mixed } from "./mixed.ts"
import { monitoring } from "./monitoring.ts"
import { nearCache } from "./nearCache.ts"
import { openLoop } from "./openLoop.ts"
import { overhead } from "./overhead.ts"
import { picture } from "./picture.ts"
import { prepared } from "./prepared.ts"
import { replica } from "./replica.ts"
import { machine, markdown, preface, type Report, show } from "./Report.ts"
import { repository } from "./repository.ts"
import { limit, type Result } from "./rounds.ts"
import { size } from "./size.ts"
import { store } from "./store.ts"
import { unpooled } from "./unpooled.ts"

/** Every benchmark by its name; each starts from servers that run and returns its results. */
const benchmarks: Readonly<
  Record<string, (bench: Bench.Bench) => Effect.Effect<ReadonlyArray<Result>, unknown>>
> = {
  lookups,
  nearCache,
  inserts,
  repository,
  store,
  mixed,
  openLoop,
  unpooled,
  memory,
  size,
  lanes,
  prepared,
  guard: () => guard,
  overhead: ({ pooled }) => overhead(pooled),
  deadlines: (bench) => deadlines(bench.pooled, bench.console, bench.pgbouncerPid),
  doctor,
  monitoring,
  failover: () => failover,
  fleet,
  replica: () => replica
}

const usage = `npm run bench -- [NAME…] [--json] [--markdown] [--save FILE] [--picture FILE] [--from FILE] [--only TEXT] [--rounds N]
  NAME            ${Object.keys(benchmarks).join(", ")}; all unless named
  --json          one JSON document on standard output
  --markdown      a table for Benchmarks.md
  --save FILE     the same document into a file
  --picture FILE  the results as SVG
  --from FILE     measure nothing, take the results of a saved run
  --only TEXT     of lookups, inserts, repository and openLoop the rows whose name has TEXT
  --rounds N      at most so many rounds, for a first look`

/** What has been measured, though a benchmark fails. */
const measured = (name: string, bench: Bench.Bench): Effect.Effect<ReadonlyArray<Result>> =>
  Effect.catchCause(benchmarks[name]?.(bench) ?? Effect.succeed([]), (cause) =>
    Effect.sync(() => {
      console.error(`${name} failed: ${Cause.pretty(cause)}`)
      process.exitCode = 1
      return []
    })
  )

const measure = Effect.fnUntraced(function* (names: ReadonlyArray<string>, tell: (result: Result) => void) {
  const bench = yield* Bench.start
  const results: Array<Result> = []
  for (const name of names) {
    for (const result of yield* measured(name, bench)) {
      results.push(result)
      tell(result)
    }
  }
  return results
}, Effect.scoped)

const options = () => {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        markdown: { type: "boolean", default: false },
        save: { type: "string" },
        picture: { type: "string" },
        from: { type: "string" },
        only: { type: "string", default: "" },
        rounds: { type: "string", default: "Infinity" }
      }
    })
    const unknown = positionals.find((name) => !(name in benchmarks))
    limit.rounds = Number(values.rounds)
    limit.only = values.only
    return unknown === undefined && limit.rounds >= 1 && !values.help
      ? { ...values, names: positionals }
      : undefined
  } catch {
    return undefined
  }
}

const run = async (asked: NonNullable<ReturnType<typeof options>>): Promise<void> => {
  const { from, json, names, save } = asked
  const tell =
    json || asked.markdown ? (text: string) => console.error(text) : (text: string) => console.log(text)
  if (from === undefined) tell(preface)
  const report: Report =
    from === undefined
      ? {
          at: new Date().toISOString(),
          machine,
          results: await Effect.runPromise(
            measure(names.length > 0 ? names : Object.keys(benchmarks), (result) => tell(show(result)))
          )
        }
      : JSON.parse(readFileSync(from, "utf8"))
  const text = JSON.stringify(report, undefined, 2)
  if (json) console.log(text)
  if (asked.markdown) console.log(markdown(report))
  if (save !== undefined) writeFileSync(save, `${text}\n`)
  if (asked.picture !== undefined)
    writeFileSync(
      asked.picture,
      picture(
        report.machine,
        report.results.filter(({ part }) => part === undefined)
      )
    )
}

const asked = options()
if (asked === undefined) {
  console.error(usage)
  process.exitCode = 2
} else {
  await run(asked)
}
