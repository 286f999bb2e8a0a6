import { Effect, FileSystem, Layer, Option, Schedule } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import * as Migration from "../../layers/migration/Migration.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { PgBouncerConsole } from "../../services/monitor/PgBouncerConsole.ts"
import * as PoolMetrics from "../../services/monitor/PoolMetrics.ts"
import { ReportsPool } from "../../services/research/analytics/ReportsPool.ts"
import { ResearchAnalytics } from "../../services/research/analytics/ResearchAnalytics.ts"
import { ResearchCache } from "../../services/research/cache/ResearchCache.ts"
import { ResearchDocuments } from "../../services/research/documents/ResearchDocuments.ts"
import * as ResearchAgents from "../../services/research/ResearchAgents.ts"
import type { Tally } from "../../services/research/ResearchTally.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import { DocumentSource } from "../../services/research/source/DocumentSource.ts"
import * as OccupancyLog from "../../services/sizing/OccupancyLog.ts"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as WebFlags from "../web/WebFlags.ts"
import * as Crew from "./crew/Crew.ts"
import * as StartSource from "./crew/StartSource.ts"
import * as StartPage from "./StartPage.ts"
import * as StartReport from "./StartReport.ts"
import * as StartTables from "./StartTables.ts"

interface Options extends WebFlags.Options {
  readonly from: Option.Option<string>
  readonly agents: number
  readonly keywords: Option.Option<number>
  readonly repeat: number
  readonly cluster: Option.Option<number>
  readonly data: Option.Option<string>
  readonly postgresPort: Option.Option<number>
  readonly pgbouncerPort: Option.Option<number>
  readonly html: Option.Option<string>
  readonly json: boolean
}

/** The most server connections that PgBouncer has had while the scope was open. */
const serverConnectionsMax = Effect.gen(function* () {
  const { servers } = yield* PgBouncerConsole
  let max: number | null = null
  const sample = Effect.map(Effect.option(servers), (now) => {
    max = Option.match(now, { onNone: () => max, onSome: ({ length }) => Math.max(max ?? 0, length) })
    return max
  })
  yield* Effect.forkScoped(Effect.repeat(sample, Schedule.spaced("200 millis")))
  return sample
})

/** A wrong password or an unreachable pooler is told once and at the start, rather than by every agent. */
const reachable = Effect.gen(function* () {
  const { sql } = yield* PooledPg
  yield* sql`SELECT 1`.pipe(Effect.mapError(PgFailure.classify))
})

const postgresVersion = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const [row] = yield* sql<{
    readonly version: string
  }>`SELECT current_setting('server_version') AS version`.pipe(Effect.mapError(PgFailure.classify))
  return row?.version ?? "unknown"
})

/** How the agents are doing, and what the pool has to do for it. */
const progressOf = (tally: Tally, { pool, processes }: Crew.Crew) =>
  Effect.map(pool, ({ used, waiting }) => {
    const there = processes?.().filter(({ ended }) => ended === null).length
    return {
      done: tally.done,
      of: tally.asked,
      note: `${tally.hits.toLocaleString("en")} hits, ${tally.documentsStored.toLocaleString("en")} documents stored; ${used} in use, ${waiting.toLocaleString("en")} waiting${there === undefined ? "" : `; processes: ${there}`}`
    }
  })

/** What is at work, for the report; asked before the agents begin. */
const servers = Effect.gen(function* () {
  const postgres = { version: yield* postgresVersion }
  const version = yield* Effect.orElseSucceed((yield* PgBouncerConsole).version, () => null)
  return { postgres, pgbouncer: { version }, connections: yield* serverConnectionsMax }
})

/** Lets the crew work the list. */
const run = (options: Options) =>
  Effect.fnUntraced(function* (crew: Crew.Crew) {
    const source = yield* DocumentSource
    const keywords = source.keywords.slice(0, Option.getOrUndefined(options.keywords))
    const list = { keywords, repeat: options.repeat, agents: options.agents, atOnce: crew.atOnce }
    const { tally, work } = ResearchAgents.prepare(list, crew.agentOf)
    const occupancy: Array<OccupancyLog.Occupancy> = []
    if (Option.isSome(options.html)) yield* OccupancyLog.keep(occupancy, crew.pool)
    const [duration] = yield* Effect.timed(ProgressBar.during(progressOf(tally, crew))(work))
    return { crew, duration, occupancy, tally }
  }, Effect.scoped)

/** The fleet is loaded only where it is asked for, as Effect's cluster is large. */
const withCrew = (options: Options) =>
  Option.match(options.cluster, {
    onNone: () => Effect.flatMap(Crew.inProcess, run(options)),
    onSome: (count) =>
      Effect.flatMap(
        Effect.promise(() => import("./fleet/Fleet.ts")),
        (Fleet) => {
          const [from, data] = [Option.getOrUndefined(options.from), Option.getOrUndefined(options.data)]
          return Fleet.within(count, { from, data }, run(options))
        }
      )
  })

const work = Effect.fnUntraced(function* (options: Options) {
  yield* WebFlags.serveProgram("aquifer start", options)
  yield* Migration.run(researchSchema)
  yield* reachable
  const { connections, postgres, pgbouncer } = yield* servers
  const { crew, duration, occupancy, tally } = yield* withCrew(options)
  const source = yield* DocumentSource
  yield* (yield* ResearchCache).stats // writes the lookups that are still counted in memory
  const report = StartReport.make({
    tally,
    duration,
    pool: yield* crew.pool,
    processes: crew.processes?.(),
    pgbouncer: { ...pgbouncer, serverConnectionsMax: yield* connections },
    postgres,
    source: { path: source.path, keywords: source.keywords.length, documents: source.documents },
    topKeywords: yield* (yield* ResearchAnalytics).topKeywords()
  })
  yield* Output.print(options.json ? JSON.stringify(report) : StartTables.render(report))
  for (const { count, first } of tally.failures.values()) {
    yield* Output.tell(`aquifer: ${count === 1 ? "once" : `${count.toLocaleString("en")} times`}: ${first}`)
  }
  yield* HtmlFlag.write(options.html, () => StartPage.of(report, tally, occupancy))
  if (options.web) yield* WebFlags.untilInterrupted
  if (tally.failures.size > 0) yield* Effect.fail(new ProgramFailed(1))
}, Effect.scoped)

const storeLayer = (local: Parameters<typeof PgConfig.layerOrLocal>[0]) =>
  Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps, PoolMetrics.layer).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.merge(
      ResearchAnalytics.layerNoDeps.pipe(
        Layer.provide(ReportsPool.layerSqlClient),
        Layer.provide(ReportsPool.layerLaneNoDeps)
      )
    ),
    Layer.provideMerge(
      Layer.mergeAll(PooledPg.layerNoDeps, DirectPg.layerNoDeps, PgBouncerConsole.layerNoDeps)
    ),
    Layer.provide(PgConfig.layerOrLocal(local))
  )

/** A path that is not there was mistyped: that is wrong usage, where a document that cannot be read is a failure. */
const isThere = (from: Option.Option<string>) =>
  Effect.forEach(Option.toArray(from), (path) =>
    Effect.gen(function* () {
      if (path === "-") {
        return yield* wrongUsage(
          "--from reads no standard input, as documents are read more than once; write them into a .jsonl file first, and give that"
        )
      }
      const files = yield* FileSystem.FileSystem
      if (yield* Effect.orElseSucceed(files.exists(path), () => true)) return
      yield* wrongUsage(
        `--from: ${path === "" ? "the path is empty" : `there is no ${path}`}; give a .jsonl or .jsonl.gz file, or a folder of Markdown`
      )
    })
  )

/** Starts what the environment does not name, lets the agents work, and prints how it went. */
export const handler = (options: Options) =>
  work(options).pipe(
    Effect.provide(
      storeLayer({
        directory: Option.getOrUndefined(options.data),
        postgresPort: Option.getOrUndefined(options.postgresPort),
        pgbouncerPort: Option.getOrUndefined(options.pgbouncerPort)
      })
    ),
    Effect.provide(StartSource.layer(options.from)), // outermost: a wrong --from is found before any server is started
    (job) => Effect.andThen(HtmlFlag.check(options.html), job),
    (job) => Effect.andThen(isThere(options.from), job)
  )
