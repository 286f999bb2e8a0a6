import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { DirectPg, PgUrl, PooledPg } from "aquifer"
import { LocalPgBouncer } from "aquifer/local"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Context, Effect, Layer, Option, Redacted, Result } from "effect"
import { Client } from "pg"
import type { Crew } from "../../../src/programs/start/crew/Crew.ts"
import * as StartSource from "../../../src/programs/start/crew/StartSource.ts"
import * as Fleet from "../../../src/programs/start/fleet/Fleet.ts"
import { type Bench, poolSize } from "../Bench.ts"

/** Where the processes of a fleet work: one PgBouncer, or two by a list of hosts. */
export interface Deployment {
  readonly pooledUrl: string
  readonly directUrl: string
  /** The consoles of its PgBouncers. */
  readonly consoles: ReadonlyArray<string>
}

const passwordOf = (url: string) => Redacted.make(new URL(url).password)

const consoleOf = ({ console }: Bench): string =>
  `postgresql://${console.username}:${console.password === undefined ? "" : Redacted.value(console.password)}@${console.host}:${console.port}/pgbouncer`

/** The bench's own servers, and the same with a second PgBouncer beside the first. */
export const deployments = Effect.fnUntraced(function* (bench: Bench) {
  const { direct } = bench
  const layer = LocalPgBouncer.layerWith({
    upstream: direct,
    users: [{ name: direct.username, password: passwordOf(bench.directUrl) }],
    poolSize
  })
  const second = Context.get(yield* Layer.build(layer), LocalPgBouncer)
  const { port } = bench.pooled
  const one: Deployment = { ...bench, consoles: [consoleOf(bench)] }
  const hosts = `127.0.0.1:${port},127.0.0.1:${second.port}`
  const two: Deployment = {
    ...bench,
    pooledUrl: `${bench.pooledUrl.replace(`127.0.0.1:${port}`, hosts)}?load_balance_hosts=random`,
    consoles: [consoleOf(bench), Redacted.value(second.adminUrl)]
  }
  return [one, two] as const
})

const endpointOf = (url: string) => Result.getOrThrow(PgUrl.fromString(url))

/** The layers that `aquifer start` has. */
const layerOf = ({ directUrl, pooledUrl }: Deployment, file: string) =>
  Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(
      Layer.fresh(
        Layer.mergeAll(
          PooledPg.layerWith({ endpoint: endpointOf(pooledUrl), pool: { size: poolSize } }),
          DirectPg.layerWith({ endpoint: endpointOf(directUrl) })
        )
      )
    ),
    Layer.provideMerge(StartSource.layer(Option.some(file))),
    Layer.provideMerge(NodeServices.layer)
  )

/** A file of so many keywords that begin alike, each with three documents; it goes with the scope. */
export const documents = (prefix: string, keywords: number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "aquifer-bench-"))
      const file = join(folder, "documents.jsonl")
      const lines = Array.from({ length: 3 * keywords }, (_, index) =>
        JSON.stringify({
          keyword: `${prefix} ${index % keywords}`,
          url: `u${index}`,
          title: "t",
          body: "b".repeat(500)
        })
      )
      writeFileSync(file, lines.join("\n"))
      return { file, folder }
    }),
    ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
  )

/** Lets the agents of so many processes work; those of none are in this one. */
export const withProcesses = <A, E>(
  deployment: Deployment,
  count: number,
  file: string,
  use: (crew: Crew) => Effect.Effect<A, E>
) => {
  // Processes have the environment of the one that starts them.
  process.env["DATABASE_URL"] = deployment.directUrl
  process.env["DATABASE_POOL_URL"] = deployment.pooledUrl
  return Fleet.within(count, { from: file }, use).pipe(Effect.provide(layerOf(deployment, file)))
}

/** The same layers, for agents in this process. */
export const inThisProcess = <A, E, R>(deployment: Deployment, file: string, use: Effect.Effect<A, E, R>) =>
  Effect.provide(use, layerOf(deployment, file))

/** The statements that its PgBouncers have passed on so far. */
export const statements = async ({ consoles }: Deployment): Promise<number> => {
  let sum = 0
  for (const connectionString of consoles) {
    const client = new Client({ connectionString })
    await client.connect()
    const { rows } = await client.query("SHOW STATS")
    for (const row of rows) sum += Number(row["total_query_count"])
    await client.end()
  }
  return sum
}
