import { expect, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { inject } from "vitest"
import { monitor as program } from "../../src/programs/monitor.ts"
import { command, startCommand } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { formatOf } from "../support/jsonDocument.ts"
import { startAquifer, urlOf } from "../support/program.ts"
import { connect } from "../support/simpleQuery.ts"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

const consoleOf = (server: "pgbouncer118" | "pgbouncer124") => inject("servers")[server]?.adminUrl ?? ""

const urls = Effect.map(SuiteDatabase, ({ admin, app }) => ({
  DATABASE_URL: urlOf(admin),
  DATABASE_POOL_URL: urlOf(app("pgbouncer118")),
  PGBOUNCER_ADMIN_URL: consoleOf("pgbouncer118")
}))

const monitor = command(program)

const once = (env: Record<string, string>, ...args: ReadonlyArray<string>) =>
  Effect.map(monitor(["--once", "--json", ...args], env), ({ status, stderr, stdout }) => ({
    status,
    stderr,
    seen: JSON.parse(stdout || "null")
  }))

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer monitor --once", (it) => {
  it.effect("prints the pools, PgBouncer and Postgres as one document", () =>
    Effect.gen(function* () {
      const { seen, status, stderr } = yield* once(yield* urls)
      expect(status, stderr).toBe(0)
      expect(formatOf(JSON.stringify(seen))).toBe("aquifer-overview-1")
      expect(seen).toMatchObject({
        format: "aquifer-overview-1",
        pools: { _tag: "Shown", value: { pooled: { max: 10, used: 0 }, direct: { max: 2 } } },
        pgbouncer: { _tag: "Shown", value: { version: expect.stringMatching(/^1\.18/) } },
        postgres: { _tag: "Shown", value: { connections: { max: 200 }, visibility: { everything: true } } },
        tables: { _tag: "Shown" }
      })
    })
  )

  it.effect("prints tables for people", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* monitor(["--once"], yield* urls)
      expect(status, stderr).toBe(0)
      expect(stdout).toMatch(/pooled +10 +\d+ +\d+ +0 +0/)
      expect(stdout).toContain("PgBouncer 1.18")
      expect(stdout).toMatch(/connections +\d+ of 200/)
    })
  )

  it.effect("cuts no statement that mends an index, however long its names", () =>
    Effect.gen(function* () {
      const column = "the_parent_of_this_row_under_a_name_as_long_as_postgres_lets"
      yield* Effect.gen(function* () {
        const query = yield* connect(Redacted.make((yield* urls).DATABASE_URL))
        yield* query("CREATE TABLE parents (a int, b int, PRIMARY KEY (a, b))")
        yield* query(
          `CREATE TABLE children_under_quite_a_long_name (${column}_a int, ${column}_b int, FOREIGN KEY (${column}_a, ${column}_b) REFERENCES parents)`
        )
        yield* query(
          "INSERT INTO children_under_quite_a_long_name SELECT NULL FROM generate_series(1, 20000)"
        )
        yield* query("ANALYZE children_under_quite_a_long_name")
        yield* query("SELECT pg_stat_force_next_flush()")
      }).pipe(Effect.scoped)
      const { stdout } = yield* monitor(["--once"], yield* urls)
      expect(stdout).toContain(
        `CREATE INDEX CONCURRENTLY ON public.children_under_quite_a_long_name (${column}_a, ${column}_b)\n`
      )
    })
  )

  it.effect("does without a terminal what --once does", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* monitor([], yield* urls)
      expect(status).toBe(0)
      expect(stdout).toContain("Largest tables")
      expect(stdout).not.toContain("\u001b")
    })
  )

  it.effect("refuses wrong usage with status 2", () =>
    Effect.gen(function* () {
      const env = yield* urls
      for (const args of [["--attach", "nowhere"], ["--longer-than", "soon"], ["--no-such-flag"]]) {
        const { status, stderr, stdout } = yield* monitor(["--once", ...args], env)
        expect(status, `${args.join(" ")}: ${stdout}${stderr}`).toBe(2)
      }
    })
  )

  it.effect("fails in a sentence when there is nobody to attach to", () =>
    Effect.gen(function* () {
      const { seen, status } = yield* once({}, "--attach", "http://127.0.0.1:1")
      expect(status).toBe(1)
      expect(seen.pools.reason).toContain("nothing answers at http://127.0.0.1:1")
    })
  )

  it.effect("follows a program that serves its overview, and says so when it hangs or is gone", () =>
    Effect.gen(function* () {
      const url = `http://127.0.0.1:${yield* freePort}`
      const port = new URL(url).port
      const served = yield* startAquifer(["monitor", "--web", "--port", port], yield* urls)
      yield* served.said(url)
      const { said } = yield* startCommand(program)(["--attach", url, "--json"])
      yield* said(`"program":"aquifer monitor (process ${served.pid})"`)
      served.kill("SIGSTOP")
      yield* said(`${url} has not answered for 1s 900ms`)
      served.kill("SIGKILL")
      yield* said(`nothing answers at ${url}`)
    })
  )
})
