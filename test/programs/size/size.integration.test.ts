import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Context, Effect, Layer } from "effect"
import { size as program } from "../../../src/programs/size/size.ts"
import { command } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const run = command(program)
const size = (...args: ReadonlyArray<string>) => args
const exercise = ["--users", "100", "--queries", "3", "--query-time", "5ms", "--think-time", "2s"]

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer size", (it) => {
  it.effect("answers a workload with one JSON document, in units with or without words", () =>
    Effect.gen(function* () {
      const flags = size(...exercise, "--instances", "2", "--max-connections", "60", "--json")
      const short = yield* run(flags)
      expect(short.status, short.stderr).toBe(0)
      expect(formatOf(short.stdout)).toBe("aquifer-size-1")
      expect(JSON.parse(short.stdout)).toMatchObject({
        size: 2,
        ruleOfThumb: 300,
        targetMet: true,
        bound: { size: 26, by: "max_connections" },
        demand: { workload: { users: 100, queryMillis: 5, thinkMillis: 2_000 } }
      })
      const words = [
        "--users",
        "100",
        "--queries",
        "3",
        "--query-time",
        "5 millis",
        "--think-time",
        "2 seconds"
      ]
      expect(JSON.parse((yield* run(size(...words, "--json"))).stdout)).toMatchObject({ size: 2 })
    })
  )

  it.effect("prints the answer, its reasons, a curve and other loads for people", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(size(...exercise), {})
      expect(stdout).toMatch(/^POOL_SIZE=2\n/)
      for (const says of [
        "Little's law",
        "Erlang C",
        "rule of thumb",
        "300",
        "◀ the answer",
        "half",
        "twice"
      ]) {
        expect(stdout).toContain(says)
      }
    })
  )

  it.effect("ends with status 1 when the database cannot keep the target", () =>
    Effect.gen(function* () {
      const few = size("--rate", "400", "--query-time", "20ms", "--cores", "2")
      const bounded = yield* run(few, {})
      expect(bounded.status).toBe(1)
      expect(bounded.stdout).toContain("The target cannot be kept")
      const json = JSON.parse((yield* run([...few, "--json"], {})).stdout)
      expect(json).toMatchObject({ size: 5, targetMet: false, expected: { percentileMillis: null } })
      const none = yield* run(size(...exercise, "--max-connections", "4"), {})
      expect([none.status, none.stderr]).toEqual([1, expect.stringContaining("leaves no connection")])
    })
  )

  it.effect("observes a deployment, and fails when nothing runs there", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }
      const idle = yield* run(size("--observe", "300ms"), env)
      expect([idle.status, idle.stderr]).toEqual([1, expect.stringContaining("nothing ran")])
    })
  )

  it.effect("sizes what it observes of a deployment at work, and says what that was", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const context = yield* Layer.build(PooledPg.layerWith({ endpoint: app("pgbouncer118") }))
      const { sql } = Context.get(context, PooledPg)
      yield* Effect.forkScoped(Effect.forever(sql`SELECT pg_sleep(0.01)`))
      const env = { DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }
      const { stdout } = yield* run(size("--observe", "3s", "--target-wait", "1s"), env)
      expect(stdout).toMatch(/^POOL_SIZE=\d+\n/)
      expect(stdout).toMatch(/transactions +[\d,]+ in \d s, counted by Postgres/)
      expect(stdout).toMatch(/wait in PgBouncer +not known/)
      expect(stdout).toContain("max_connections 200")
    }).pipe(Effect.scoped)
  )

  it.effect("refuses flags that make no sense with status 2, in a sentence", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, says: string]> = [
        [[], "--users"],
        [["--users", "5"], "--query-time"],
        [["--users", "5", "--rate", "5", "--query-time", "5ms"], "either"],
        [["--rate", "5", "--query-time", "0ms"], "query-time"],
        [["--rate", "5", "--query-time", "5"], "query-time"],
        [["--users", "0", "--query-time", "5ms"], "users"],
        [["--observe", "1s", "--users", "5"], "--observe"],
        [["--observe", "0s"], "needs a time"],
        [["--observe", "1s", "--query-time", "5ms"], "leave --query-time out"],
        [["--rate", "5", "--query-time", "5ms", "--percentile", "100"], "percentile"]
      ]
      const ended = yield* Effect.forEach(cases, ([args]) => run(size(...args)))
      for (const [index, [args, says]] of cases.entries()) {
        const { status, stderr, stdout } = ended[index] ?? { status: null, stderr: "", stdout: "" }
        expect(status, args.join(" ")).toBe(2)
        expect(`${stdout}${stderr}`).toContain(says)
      }
    })
  )
})
