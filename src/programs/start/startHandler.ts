import { Config, Effect, FileSystem, Layer, Option, Path, Schedule } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import * as Migration from "../../layers/migration/Migration.ts"
import { PgConfig } from "../../layers/PgConfig.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { PgBouncerConsole } from "../../services/monitor/PgBouncerConsole.ts"
import * as PoolMetrics from "../../services/monitor/PoolMetrics.ts"
import { ReportsPool } from "../../services/research/analytics/ReportsPool.ts"
import { ResearchAnalytics } from "../../services/research/analytics/ResearchAnalytics.ts"
import { ResearchCache } from "../../services/research/cache/ResearchCache.ts"
import { ResearchDocuments } from "../../services/research/documents/ResearchDocuments.ts"
import * as ResearchAgents from "../../services/research/ResearchAgents.ts"
import { researchSchema } from "../../services/research/schema/ResearchSchema.ts"
import { DocumentSource } from "../../services/research/source/DocumentSource.ts"
import * as OccupancyLog from "../../services/sizing/OccupancyLog.ts"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as WebFlags from "../web/WebFlags.ts"
import * as StartPage from "./StartPage.ts"
import * as StartReport from "./StartReport.ts"
import * as StartTables from "./StartTables.ts"

interface Options extends WebFlags.Options {
  readonly from: Option.Option<string>
  readonly agents: number
  readonly keywords: Option.Option<number>
  readonly repeat: number
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
const progressOf = (tally: ResearchAgents.Tally, pool: Effect.Effect<PoolStats>) =>
  Effect.map(pool, ({ used, waiting }) => ({
    done: tally.done,
    of: tally.asked,
    note: `${tally.hits.toLocaleString("en")} hits, ${tally.documentsStored.toLocaleString("en")} documents stored; ${used} in use, ${waiting.toLocaleString("en")} waiting`
  }))

const work = Effect.fnUntraced(function* (options: Options) {
  yield* WebFlags.serveProgram("aquifer start", options)
  const source = yield* DocumentSource
  const keywords = source.keywords.slice(0, Option.getOrUndefined(options.keywords))
  yield* Migration.run(researchSchema)
  yield* reachable
  const { tally, work } = yield* ResearchAgents.prepare({
    keywords,
    repeat: options.repeat,
    agents: options.agents
  })
  const connections = yield* serverConnectionsMax
  const pool = (yield* PooledPg).stats
  const occupancy: Array<OccupancyLog.Occupancy> = []
  if (Option.isSome(options.html)) yield* OccupancyLog.keep(occupancy, pool)
  const [duration] = yield* Effect.timed(ProgressBar.during(progressOf(tally, pool))(work))
  yield* (yield* ResearchCache).stats // writes the lookups that are still counted in memory
  const report = StartReport.make({
    tally,
    duration,
    pool: yield* pool,
    pgbouncer: {
      version: yield* Effect.orElseSucceed((yield* PgBouncerConsole).version, () => null),
      serverConnectionsMax: yield* connections
    },
    postgres: { version: yield* postgresVersion },
    source: { path: source.path, keywords: source.keywords.length, documents: source.documents },
    topKeywords: yield* (yield* ResearchAnalytics).topKeywords()
  })
  yield* Output.print(options.json ? JSON.stringify(report) : StartTables.render(report))
  yield* HtmlFlag.write(options.html, () => StartPage.of(report, tally, occupancy))
  for (const { count, first } of tally.failures.values()) {
    yield* Output.tell(`aquifer: ${count.toLocaleString("en")} times: ${first}`)
  }
  if (tally.failures.size > 0) yield* Effect.fail(new ProgramFailed(1))
}, Effect.scoped)

/** The folders named node_modules in which Node looks for a package from here on. */
const modulesFrom = (path: Path.Path, folder: string): ReadonlyArray<string> => {
  const parent = path.dirname(folder)
  return [path.join(folder, "node_modules"), ...(parent === folder ? [] : modulesFrom(path, parent))]
}

/**
 * The Markdown that is there on every machine that could install this: of the packages of the project that one is in, of
 * those beside this one, and of npm itself.
 */
const installedPackages = Effect.gen(function* () {
  const path = yield* Path.Path
  const fileSystem = yield* FileSystem.FileSystem
  const root = yield* path.fromFileUrl(new URL("../../..", import.meta.url))
  const beside = path.basename(path.dirname(root)) === "node_modules" ? [path.dirname(root)] : []
  const npm = yield* Config.option(Config.String("npm_execpath"))
  const folders = [
    ...modulesFrom(path, process.cwd()),
    path.join(root, "node_modules"),
    ...beside,
    ...Option.toArray(Option.map(npm, (file) => path.dirname(path.dirname(file))))
  ]
  const there = yield* Effect.filter(folders, (folder) => fileSystem.exists(folder))
  const real = yield* Effect.forEach(there, (folder) => fileSystem.realPath(folder))
  return [...new Set(real)]
})

const sourceLayer = (from: Option.Option<string>) =>
  Option.match(from, {
    onSome: DocumentSource.layerFrom,
    onNone: () => Layer.unwrap(Effect.map(installedPackages, DocumentSource.layerInstalledPackages))
  })

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
    Effect.provide(sourceLayer(options.from)), // outermost: a wrong --from is found before any server is started
    (job) => Effect.andThen(HtmlFlag.check(options.html), job)
  )
