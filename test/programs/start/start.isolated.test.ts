import { chmodSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect, Layer, Schedule } from "effect"
import { start as program } from "../../../src/programs/start/start.ts"
import { command, startCommand } from "../../support/command.ts"
import { freePort } from "../../support/freePort.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { startAquifer, urlOf } from "../../support/program.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const start = command(program)

const line = (keyword: string, url: string, body = "body") =>
  JSON.stringify({ keyword, url, title: `About ${url}`, body })

/** Twenty keywords of three documents each, a url that repeats, one document of them scattered. */
const documents = Array.from({ length: 60 }, (_, index) =>
  line(`k${index % 20}`, `u${index}`, "x".repeat(index))
)

const urls = Effect.map(SuiteDatabase, ({ admin, app }) => ({
  DATABASE_URL: urlOf(admin),
  DATABASE_POOL_URL: urlOf(app("pgbouncer118"))
}))

const admin = Layer.unwrap(Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin })))

/** Keywords whose metadata differ from a count of their documents, or that have one without the other or the cache. */
const inconsistent = Effect.flatMap(
  DirectPg,
  ({ sql }) => sql`
    SELECT keyword FROM (SELECT keyword, count(*) AS documents FROM research_documents GROUP BY keyword) AS counted
    FULL JOIN (SELECT keyword, documents FROM research_metadata) AS m USING (keyword)
    FULL JOIN (SELECT keyword FROM research_cache) AS c USING (keyword)
    WHERE counted.documents IS DISTINCT FROM m.documents OR c.keyword IS NULL`
)

const services = Layer.mergeAll(admin.pipe(Layer.provideMerge(SuiteDatabase.layer)), NodeServices.layer)

layer(services, { excludeTestServices: true })("aquifer start", (it) => {
  it.effect(
    "researches every keyword once, stores every document once, and a second run stores nothing",
    () =>
      Effect.gen(function* () {
        const folder = yield* temporaryFolder({ "documents.jsonl": documents.join("\n") })
        const from = join(folder, "documents.jsonl")
        const env = { ...(yield* urls), POOL_SIZE: "4" }
        const first = yield* start(["--from", from, "--repeat", "3", "--agents", "5", "--json"], env)
        expect(first.status, first.stderr).toBe(0)
        expect(formatOf(first.stdout)).toBe("aquifer-start-1")
        const report = JSON.parse(first.stdout)
        expect(report).toMatchObject({
          lookups: { count: 60, hits: 40, misses: 20, p50Millis: expect.any(Number) },
          stores: { keywords: 20, documents: 60, duplicates: 0 },
          failures: {},
          pool: { size: 4 },
          pgbouncer: { version: null, serverConnectionsMax: null },
          postgres: { version: "18.4" },
          source: { path: from, keywords: 20, documents: 60 }
        })
        expect(report.pool.inUseMax).toBeLessThanOrEqual(4)
        expect(yield* inconsistent).toEqual([])

        const second = yield* start(["--from", from, "--repeat", "1"], env)
        expect(second.status).toBe(0)
        expect(second.stdout).toContain("Nothing new to store")
        expect(second.stderr).toContain("100%")
      }).pipe(Effect.scoped)
  )

  it.effect(
    "leaves no half-stored keyword behind when it is killed, and the next run completes the work",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const many = Array.from({ length: 1_500 }, (_, index) => line(`kill ${index % 300}`, `u${index}`))
        const folder = yield* temporaryFolder({ "many.jsonl": many.join("\n") })
        // So few that each has a connection: on a busy machine the wait for one could take longer than it may.
        const agents = ["--agents", "8", "--repeat", "1"]
        const args = ["--from", join(folder, "many.jsonl"), ...agents, "--json"]
        const stored = sql<{
          n: number
        }>`SELECT count(*)::int AS n FROM research_metadata WHERE keyword LIKE 'kill %'`
        const running = yield* startAquifer(["start", ...args], yield* urls)
        yield* stored.pipe(
          Effect.repeat({ until: ([row]) => (row?.n ?? 0) >= 10, schedule: Schedule.spaced("5 millis") })
        )
        running.kill("SIGKILL")
        expect((yield* running.ended).status).toBe(null)
        const [after] = yield* stored
        expect(after?.n).toBeLessThan(300)
        expect(yield* inconsistent).toEqual([])
        const again = yield* start(args, yield* urls)
        expect(JSON.parse(again.stdout).failures).toEqual({})
        expect(yield* stored).toEqual([{ n: 300 }])
        expect(yield* inconsistent).toEqual([])
      }).pipe(Effect.scoped)
  )

  it.effect("stops cleanly on Ctrl-C, with the exit status of an interrupt", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const many = Array.from({ length: 4_000 }, (_, index) => line(`stop ${index}`, "u"))
      const folder = yield* temporaryFolder({ "many.jsonl": many.join("\n") })
      const running = yield* startAquifer(["start", "--from", join(folder, "many.jsonl")], yield* urls)
      const stored = sql<{
        n: number
      }>`SELECT count(*)::int AS n FROM research_metadata WHERE keyword LIKE 'stop %'`
      yield* stored.pipe(
        Effect.repeat({ until: ([row]) => (row?.n ?? 0) >= 20, schedule: Schedule.spaced("5 millis") })
      )
      running.kill("SIGINT")
      expect(yield* running.ended).toMatchObject({ status: 130 })
      expect(yield* inconsistent).toEqual([])
    }).pipe(Effect.scoped)
  )

  it.effect("says in one sentence what is wrong with its input, without a trace or a password", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "empty/.keep": "",
        "bad.jsonl": `${line("a", "1")}\n{"keyword":`,
        "nul.jsonl": line("a", "1", "b\0"),
        "no-keyword.jsonl": JSON.stringify({ url: "u", title: "t", body: "b" }),
        "good.jsonl": line("a", "1")
      })
      const good = ["--from", join(folder, "good.jsonl")]
      const env = yield* urls
      const { app } = yield* SuiteDatabase
      const wrongPassword = {
        ...env,
        DATABASE_POOL_URL: urlOf(app("pgbouncer118")).replace(/:[^:@/]+@/, ":hunter2@")
      }
      const elsewhere = "postgresql://app:hunter2@127.0.0.1"
      const cases: ReadonlyArray<
        readonly [args: ReadonlyArray<string>, env: Record<string, string>, status: number, says: string]
      > = [
        [["--from", join(folder, "none.jsonl")], env, 2, "there is no"],
        [["--from", "-"], env, 2, "--from reads no standard input"],
        [["--from", join(folder, "empty")], env, 1, "empty"],
        [["--from", join(folder, "bad.jsonl")], env, 1, "bad.jsonl:2"],
        [["--from", join(folder, "nul.jsonl")], env, 1, "nul.jsonl:1"],
        [["--from", join(folder, "no-keyword.jsonl")], env, 1, "keyword"],
        [good, { DATABASE_URL: `${elsewhere}:1/x`, DATABASE_POOL_URL: `${elsewhere}:2/x` }, 1, "127.0.0.1:1"],
        [good, wrongPassword, 1, "authentication failed"],
        [good, { ...env, POOL_SIZE: "none" }, 2, "POOL_SIZE"],
        [good, { DATABASE_URL: `${elsewhere}:6543/x` }, 2, "DATABASE_URL"],
        [good, { DATABASE_POOL_URL: env.DATABASE_POOL_URL }, 2, "DATABASE_URL is not set"],
        [good, { NODE_ENV: "production" }, 2, "production"],
        [["--agents", "0"], env, 2, "agents"],
        [["--no-such-flag"], env, 2, "no-such-flag"]
      ]
      const ended = yield* Effect.forEach(cases, ([args, env]) => start(args, env))
      for (const [index, [args, , status, says]] of cases.entries()) {
        const { status: actual, stderr, stdout } = ended[index] ?? { status: null, stderr: "", stdout: "" }
        expect(actual, `${args.join(" ")}: ${stderr}`).toBe(status)
        expect(stderr).toContain(says)
        expect(`${stdout}${stderr}`).not.toMatch(/hunter2|\n\s+at /)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("keeps its page until Ctrl-C when the work is done", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "one.jsonl": line("page", "u") })
      const port = String(yield* freePort)
      const args = ["--from", join(folder, "one.jsonl"), "--web", "--port", port, "--json"]
      const running = yield* startCommand(program)(args, yield* urls)
      yield* running.said("the page stays until Ctrl-C")
      const page = yield* Effect.promise(() => fetch(`http://127.0.0.1:${port}/`))
      expect([page.status, yield* Effect.promise(() => page.text())]).toEqual([
        200,
        expect.stringContaining("<html")
      ])
      const { status, stdout } = yield* running.stop
      expect([status, JSON.parse(stdout).lookups.count]).toEqual([130, 2])
    }).pipe(Effect.scoped)
  )

  it.effect("without any URL brings up servers of its own, keeps their data, and leaves none behind", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "docs/a/one.md": "# One",
        "docs/a/two.md": "Two\n===",
        "docs/b/three.md": "text"
      })
      chmodSync(folder, 0o755) // so that the user as whom the servers run can enter it
      const args = ["--from", join(folder, "docs"), "--data", join(folder, "data"), "--json"]
      const first = yield* start(args)
      expect(first.status, first.stderr).toBe(0)
      const report = JSON.parse(first.stdout)
      expect(report).toMatchObject({
        stores: { keywords: 2, documents: 3 },
        failures: {},
        source: { keywords: 2, documents: 3 }
      })
      expect(report.pgbouncer.version).toMatch(/^1\./)
      expect(report.pgbouncer.serverConnectionsMax).toBeGreaterThan(0)
      const second = JSON.parse((yield* start(args)).stdout)
      expect(second).toMatchObject({ lookups: { misses: 0 }, stores: { keywords: 0, documents: 0 } })
    }).pipe(Effect.scoped)
  )
})
