import { execFile, spawnSync } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { ResearchDocuments } from "aquifer/research"
import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { services } from "./peers/aquifer.ts"
import { hashed, row } from "./peers/hashed.ts"
import type { HashedDocument } from "./peers/Peer.ts"
import { pool, transaction } from "./peers/pg.ts"
import { connect, rowsOf } from "./peers/postgres.ts"
import { interleaved, result } from "./rounds.ts"
import * as Workload from "./Workload.ts"

const count = 20_000
const rounds = 7

/** Documents that go row by row: a quarter of them, since their number does not change how long each takes. */
const rowByRowCount = 5_000

const keyword = "bulk"

const oneByOne = "pg, row by row"

/** Way of one contender to put the documents into the empty table, in one transaction; milliseconds. */
type Way = () => Promise<number>

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now()
  await work()
  return performance.now() - before
}

const columns = "keyword, url, title, body, source, kind, content_hash"

const copyText = (documents: ReadonlyArray<HashedDocument>): string =>
  documents
    .map(({ body, hash, kind, source, title, url }) =>
      [keyword, url, title, body, source, kind, `\\\\x${hash.toString("hex")}`].join("\t")
    )
    .join("\n")

/** psql says itself how long its `\copy` took, so that its start is not counted. */
const copy =
  (url: string, file: string): Way =>
  async () => {
    const command = `\\copy research_documents (${columns}) FROM '${file}'`
    const { stdout } = await promisify(execFile)(
      "psql",
      [url, "--no-psqlrc", "-c", "\\timing on", "-c", command],
      { env: { ...process.env, LC_ALL: "C" } }
    )
    return Number(/Time: ([\d.]+) ms/.exec(stdout)?.[1])
  }

const rowByRow =
  (clients: ReturnType<typeof pool>, documents: ReadonlyArray<HashedDocument>): Way =>
  () =>
    timed(() =>
      transaction(clients, async (client) => {
        for (const document of documents) await client.query(Workload.sql.document, row(keyword, document))
      })
    )

const byThousand =
  (sql: ReturnType<typeof connect>, documents: ReadonlyArray<HashedDocument>): Way =>
  () =>
    timed(() =>
      sql.begin(async (tx) => {
        for (let start = 0; start < documents.length; start += 1_000) {
          const rows = rowsOf(keyword, documents.slice(start, start + 1_000))
          await tx`INSERT INTO research_documents ${tx(rows)} ON CONFLICT (keyword, url) DO NOTHING`
        }
      })
    )

const perSecond =
  (empty: () => Promise<unknown>, way: Way, rows: number): (() => Promise<number>) =>
  async () => {
    await empty()
    return (rows * 1_000) / (await way())
  }

/** `ResearchDocuments.store` of 20,000 documents of a kilobyte against the ways there are to write the same rows. */
export const store = Effect.fnUntraced(function* ({ directUrl, pooled, pooledUrl }: Bench) {
  const given = Workload.documents(count)
  const rows = hashed(given)
  const closing = <A>(value: A, close: (value: A) => Promise<unknown>) =>
    Effect.acquireRelease(Effect.succeed(value), (open) => Effect.promise(() => close(open)))
  const runtime = yield* closing(services(pooled), (open) => open.dispose())
  const pg = yield* closing(pool(pooledUrl), (open) => open.end())
  const admin = yield* closing(pool(directUrl), (open) => open.end())
  const sql = yield* closing(connect(pooledUrl), (open) => open.end())
  const folder = yield* closing(
    yield* Effect.promise(() => mkdtemp(join(tmpdir(), "aquifer-bench-"))),
    (path) => rm(path, { recursive: true })
  )
  const file = join(folder, "rows.tsv")
  yield* Effect.promise(() => writeFile(file, `${copyText(rows)}\n`))
  const request = { keyword, documents: given }
  const storeAll = Effect.flatMap(ResearchDocuments, (documents) => documents.store(request))
  const ways: Record<string, Way> = {
    aquifer: () => timed(() => runtime.runPromise(storeAll)),
    [oneByOne]: rowByRow(pg, rows.slice(0, rowByRowCount)),
    "postgres, 1,000 rows a statement": byThousand(sql, rows)
  }
  if (spawnSync("psql", ["--version"]).status === 0) ways["psql \\copy"] = copy(pooledUrl, file)
  const empty = () => admin.query("TRUNCATE research_documents")
  const contenders = Object.fromEntries(
    Object.entries(ways).map(([name, way]) => [
      name,
      perSecond(empty, way, name === oneByOne ? rowByRowCount : count)
    ])
  )
  const values = yield* Effect.promise(() => interleaved(rounds, contenders))
  return [result("20,000 documents of 1 kB in one transaction", "documents a second", values)]
}, Effect.scoped)
