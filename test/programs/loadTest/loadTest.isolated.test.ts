import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { loadTest as program } from "../../../src/programs/loadTest/loadTest.ts"
import { migrate } from "../../../src/programs/migrate/migrate.ts"
import { command, startCommand } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { aquifer, urlOf } from "../../support/program.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const urls = Effect.map(SuiteDatabase, ({ admin, app }) => ({
  DATABASE_URL: urlOf(admin),
  DATABASE_POOL_URL: urlOf(app("pgbouncer118"))
}))

const [loadTest, startLoadTest] = [command(program), startCommand(program)]

const milliseconds = {
  p50Millis: expect.any(Number),
  p95Millis: expect.any(Number),
  p99Millis: expect.any(Number),
  maxMillis: expect.any(Number)
}

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer load-test", (it) => {
  const modes: ReadonlyArray<readonly [mode: string, pool: object | undefined]> = [
    ["pooled", { size: 4, inUseMax: 4 }],
    ["direct", { size: 2, inUseMax: 2 }],
    ["unpooled", undefined]
  ]
  for (const [mode, pool] of modes) {
    it.effect(`answers all of fifty requests at once, ${mode}, and says how the pool fared`, () =>
      Effect.gen(function* () {
        const env = { ...(yield* urls), POOL_SIZE: "4" }
        const ended = yield* loadTest(["--requests", "50", "--mode", mode, "--json"], env)
        expect(ended.status, ended.stderr).toBe(0)
        expect(formatOf(ended.stdout)).toBe("aquifer-load-test-1")
        const report = JSON.parse(ended.stdout)
        expect(report).toMatchObject({
          mode,
          requests: 50,
          successRate: 1,
          failures: {},
          latency: milliseconds,
          perSecond: expect.any(Number),
          peakMemoryMiB: expect.any(Number)
        })
        const { maxMillis, p50Millis, p95Millis, p99Millis } = report.latency
        expect(p50Millis).toBeGreaterThan(0)
        expect([p50Millis, p95Millis, p99Millis, maxMillis]).toEqual(
          [p50Millis, p95Millis, p99Millis, maxMillis].toSorted((left, right) => left - right)
        )
        if (pool === undefined) expect(report).not.toHaveProperty("pool")
        else {
          expect(report.pool).toMatchObject(pool)
          expect(report.pool.waitingMax).toBe(50 - report.pool.size)
          expect(report.occupancy.at(-1)).toMatchObject({ used: 0, waiting: 0 })
        }
      })
    )
  }

  it.effect("writes nothing to a database that has the research store, such as a standby", () =>
    Effect.gen(function* () {
      const env = yield* urls
      expect((yield* command(migrate)([], env)).status).toBe(0)
      const options = `options=${encodeURIComponent("-c default_transaction_read_only=on")}`
      const readOnly = { ...env, DATABASE_URL: `${env.DATABASE_URL}?${options}` }
      const { status, stderr } = yield* loadTest(["--requests", "2"], readOnly)
      expect(status, stderr).toBe(0)
    })
  )

  it.effect("makes a new connection for each request with all that the URL says of a session", () =>
    Effect.gen(function* () {
      const { DATABASE_POOL_URL, DATABASE_URL } = yield* urls
      const options = `options=${encodeURIComponent("-c statement_timeout=20")}`
      const env = { DATABASE_POOL_URL, DATABASE_URL: `${DATABASE_URL}?${options}` }
      const args = ["--requests", "2", "--query-time", "60 seconds", "--mode", "unpooled", "--json"]
      const { status, stdout } = yield* loadTest(args, env)
      expect([status, JSON.parse(stdout).failures]).toEqual([1, { DeadlineExceeded: 2 }])
    })
  )

  it.effect("prints its report, and what failed, where a full disk has no room for the page", () =>
    Effect.gen(function* () {
      const env = { ...(yield* urls), POOL_SIZE: "1", POOL_MAX_WAITING: "0" }
      const args = ["--requests", "2", "--query-time", "50 millis", "--json", "--html", "/dev/full"]
      const { status, stderr, stdout } = yield* loadTest(args, env)
      expect([status, JSON.parse(stdout).requests]).toEqual([1, 2])
      expect(stderr).toMatch(
        /aquifer: once: pool "pooled" exhausted.*\naquifer: the page cannot be written to \/dev\/full: the disk is full; .*\n$/
      )
    })
  )

  it.effect("counts those that were refused by their reason, and ends with status 1", () =>
    Effect.gen(function* () {
      const env = { ...(yield* urls), POOL_SIZE: "1", POOL_MAX_WAITING: "0" }
      const args = ["--requests", "50", "--query-time", "50 millis", "--json"]
      const { status, stderr, stdout } = yield* loadTest(args, env)
      const report = JSON.parse(stdout)
      expect(status).toBe(1)
      expect(Object.keys(report.failures)).toEqual(["PoolExhausted"])
      const refused = report.failures.PoolExhausted
      expect(refused).toBeGreaterThan(0)
      expect(report).toMatchObject({ requests: 50, successRate: (50 - refused) / 50, refusal: milliseconds })
      expect(report.successRate).toBeLessThan(1)
      expect(report.pool).toMatchObject({ size: 1, inUseMax: 1, waitingMax: 0 })
      expect(stderr).toContain(`${refused} times: pool "pooled" exhausted`)
      expect(stderr).toContain("POOL_MAX_WAITING")
    })
  )

  it.effect(
    "answers ten thousand callers at once on ten connections, in less than 400 MiB",
    () =>
      Effect.gen(function* () {
        // A process of its own, whose memory is nobody else's.
        const ended = yield* aquifer(["load-test", "--requests", "10000", "--json"], yield* urls)
        expect(ended.status, ended.stderr).toBe(0)
        const report = JSON.parse(ended.stdout)
        expect(report).toMatchObject({
          requests: 10_000,
          successRate: 1,
          pool: { size: 10, waitingMax: 9_990 }
        })
        expect(report.peakMemoryMiB).toBeGreaterThan(30)
        expect(report.peakMemoryMiB).toBeLessThan(400)
      }),
    180_000 // on two cores that others use
  )

  it.effect("sends no more at once than it is told to", () =>
    Effect.gen(function* () {
      const env = { ...(yield* urls), POOL_SIZE: "4" }
      const ended = yield* loadTest(["--requests", "30", "--concurrency", "3", "--json"], env)
      expect(ended.status, ended.stderr).toBe(0)
      expect(JSON.parse(ended.stdout)).toMatchObject({
        requests: 30,
        successRate: 1,
        pool: { waitingMax: 0 }
      })
    })
  )

  it.effect("sends at a rate for a while, and gives each request its deadline", () =>
    Effect.gen(function* () {
      const env = { ...(yield* urls), POOL_SIZE: "1" }
      const args = ["--rate", "100", "--for", "500 millis", "--query-time", "10 seconds"]
      const ended = yield* loadTest([...args, "--deadline", "100 millis", "--json"], env)
      const report = JSON.parse(ended.stdout)
      expect(ended.status).toBe(1)
      expect(report).toMatchObject({ requests: 50, successRate: 0 })
      const counts = Object.values<number>(report.failures)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50)
      expect(report.failures.DeadlineExceeded).toBeGreaterThan(0)
    })
  )

  it.effect(
    "tells those that waited apart from those that the server kept, by name and with each one's advice",
    () =>
      Effect.gen(function* () {
        const args = ["--requests", "4", "--query-time", "10 seconds", "--mode", "direct"]
        const ended = yield* loadTest([...args, "--deadline", "300 millis"], yield* urls)
        expect(ended.stdout).toMatch(/DeadlineExceeded +4$/m)
        expect(ended.stderr).toContain("2 times: the deadline of 300ms passed while the server")
        expect(ended.stderr).toMatch(
          /2 times: the deadline of 300ms passed while waiting.*; raise DIRECT_SIZE/
        )
      })
  )

  it.effect("names its requests where the pool tells who holds its connections", () =>
    Effect.gen(function* () {
      const env = { ...(yield* urls), POOL_SIZE: "1", POOL_MAX_WAITING: "0" }
      const ended = yield* loadTest(["--requests", "2", "--query-time", "50 millis"], env)
      expect(ended.stderr).toContain("in a request of the load test; ")
    })
  )

  it.effect(
    "prints on Ctrl-C what it has measured until then, and what is under way counts for nothing",
    () =>
      Effect.gen(function* () {
        const env = { ...(yield* urls), POOL_SIZE: "2" }
        const args = ["--requests", "3", "--query-time", "0.1 seconds", "--concurrency", "1"]
        const forLong = ["--rate", "20", "--for", "10 minutes", "--query-time", "10 minutes"]
        expect(JSON.parse((yield* loadTest([...args, "--json"], env)).stdout).requests).toBe(3)
        const running = yield* startLoadTest([...forLong, "--json"], env)
        yield* running.said("0 of 12,000")
        const { status, stderr, stdout } = yield* running.stop
        expect(status).toBe(130)
        expect(stderr).toContain("interrupted; this is what was measured until then")
        expect(JSON.parse(stdout)).toMatchObject({ requests: 0, failures: {}, pool: { size: 2 } })
      })
  )

  it.effect("prints on Ctrl-C what thousands at once have measured, and ends", () =>
    Effect.gen(function* () {
      const args = ["--requests", "2000", "--query-time", "10 minutes", "--json"]
      const running = yield* startLoadTest(args, { ...(yield* urls), POOL_SIZE: "4" })
      yield* running.said("0 of 2,000")
      const { status, stdout } = yield* running.stop
      expect(status).toBe(130)
      expect(JSON.parse(stdout)).toMatchObject({ requests: 0, failures: {}, pool: { size: 4 } })
    })
  )

  it.effect("prints tables and the pool over time for people", () =>
    Effect.gen(function* () {
      const ended = yield* loadTest(["--requests", "50"], { ...(yield* urls), POOL_SIZE: "4" })
      expect(ended.status, ended.stderr).toBe(0)
      expect(ended.stdout).toContain("Load test, pooled")
      expect(ended.stdout).toMatch(/success rate\s+100\.0%/)
      expect(ended.stdout).toMatch(/memory at most\s+\d+ MiB/)
      expect(ended.stdout).toMatch(/in use\s+[▁▂▃▄▅▆▇█]+\s+of 4/)
    })
  )

  it.effect(
    "refuses wrong flags and settings with status 2, and wrong servers with status 1, in a sentence",
    () =>
      Effect.gen(function* () {
        const env = yield* urls
        const unreachable = "postgresql://app:hunter2@127.0.0.1:1/x"
        const cases: ReadonlyArray<
          readonly [args: ReadonlyArray<string>, env: Record<string, string>, status: number, says: string]
        > = [
          [["--requests", "0"], env, 2, "requests"],
          [["--requests", "some"], env, 2, "requests"],
          [["--requests", "1.5"], env, 2, "requests"],
          [["--concurrency", "-1"], env, 2, "concurrency"],
          [["--mode", "sideways"], env, 2, "mode"],
          [["--rate", "0"], env, 2, "rate"],
          [["--for", "soon"], env, 2, "for"],
          [["--for", "1s"], env, 2, "add --rate"],
          [["--rate", "5", "--requests", "5"], env, 2, "leave --requests"],
          [["--rate", "5", "--concurrency", "5"], env, 2, "leave --requests"],
          [["--query-time", "long"], env, 2, "query-time"],
          [["--deadline", "never"], env, 2, "deadline"],
          [["--no-such-flag"], env, 2, "no-such-flag"],
          [[], { ...env, POOL_SIZE: "0" }, 2, "POOL_SIZE"],
          [[], { DATABASE_POOL_URL: env.DATABASE_POOL_URL }, 2, "DATABASE_URL"],
          [
            [],
            { DATABASE_URL: unreachable, DATABASE_POOL_URL: unreachable.replace(":1/", ":2/") },
            1,
            "127.0.0.1:1"
          ]
        ]
        const ended = yield* Effect.forEach(cases, ([args, env]) => loadTest(args, env))
        for (const [index, [args, , status, says]] of cases.entries()) {
          const { status: actual, stderr, stdout } = ended[index] ?? { status: null, stderr: "", stdout: "" }
          expect(actual, `${args.join(" ")}: ${stderr}`).toBe(status)
          expect(`${stdout}${stderr}`).toContain(says)
          expect(`${stdout}${stderr}`).not.toMatch(/hunter2|\n\s+at /)
        }
      })
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer load-test in a shop", (it) => {
  it.effect("makes no research store there, and asks with --query-time alone", () =>
    Effect.gen(function* () {
      const env = yield* urls
      const shop = ["--from", "test/examples/shop/migrations.ts"]
      expect(yield* command(migrate)(shop, { DATABASE_URL: env.DATABASE_URL })).toMatchObject({ status: 0 })
      expect(yield* loadTest(["--requests", "5"], env)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("give --query-time")
      })
      expect(yield* loadTest(["--requests", "5", "--query-time", "1 millis"], env)).toMatchObject({
        status: 0
      })
      const status = yield* command(migrate)(["--status", "--json"], { DATABASE_URL: env.DATABASE_URL })
      expect(status.stdout).not.toContain("research")
    })
  )
})
