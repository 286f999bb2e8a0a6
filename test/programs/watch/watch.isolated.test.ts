import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Effect } from "effect"
import { watch } from "../../../src/programs/watch/watch.ts"
import { command, startCommand } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { startAquifer, urlOf } from "../../support/program.ts"
import { research } from "../../support/ResearchStore.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const environments = Effect.map(SuiteDatabase, ({ admin, app }) => {
  const pooled = { DATABASE_POOL_URL: urlOf(app("pgbouncer118")) }
  return { pooled, both: { ...pooled, DATABASE_URL: urlOf(admin) } }
})

layer(research("pgbouncer118"), { excludeTestServices: true })("aquifer watch", (it) => {
  it.effect(
    "prints changes as they are committed, goes on after its listener was lost, and ends on Ctrl-C",
    () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { sql } = yield* DirectPg
        const program = yield* startAquifer(["watch", "--json"], (yield* environments).both)
        yield* program.said('"event":"listening"')
        yield* cache.store("seen \u001b[31m\n", 1)
        yield* program.said("seen")
        yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN%' AND datname = current_database()`
        yield* program.said('"event":"gap"')
        yield* cache.store("after the gap", 1)
        yield* program.said("after the gap")
        program.kill("SIGINT")
        const { status, stdout } = yield* program.ended
        expect(status).toBe(130)
        const events = stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
        const formats = stdout.trim().split("\n").map(formatOf)
        expect(new Set(formats)).toEqual(new Set(["aquifer-watch-1"]))
        expect(events.slice(0, 3)).toMatchObject([
          { event: "listening", by: "notifications" },
          { event: "changed", keyword: "seen \u001b[31m" },
          { event: "gap", continues: false }
        ])
      }).pipe(Effect.scoped)
  )

  it.effect("says of a login that was refused what it was refused for, and not to migrate", () =>
    Effect.gen(function* () {
      const { pooled } = yield* environments
      const wrong = URL.parse(pooled.DATABASE_POOL_URL)
      if (wrong !== null) wrong.username = "nobody_known"
      const refused = yield* command(watch)([], { DATABASE_POOL_URL: String(wrong) })
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("nobody_known")])
      expect(refused.stderr).not.toContain("migrate")
    })
  )

  it.effect("reads the log where there is no direct endpoint, and says so", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      yield* PooledPg
      const { said, stop } = yield* startCommand(watch)([], (yield* environments).pooled)
      yield* said("as DATABASE_URL is not set")
      yield* said("listening")
      yield* cache.store("polled", 1)
      yield* said('changed    "polled"')
      const { sql } = yield* DirectPg
      yield* sql`INSERT INTO research_cache (keyword, payload, expires_at)
        SELECT 'together ' || i, '1', now() + interval '1 day' FROM generate_series(1, 2) AS i`
      yield* said('"together 2"')
      expect((yield* stop).stdout).toMatch(
        /^\S+Z {2}listening\n\S+Z {2}changed {4}"polled"\n(\S+Z {2}changed {4}"together \d"\n){2}$/
      )
    }).pipe(Effect.scoped)
  )

  it.effect("ends with status 1 where the database is not migrated, and says so", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* sql`ALTER TABLE research_cache DISABLE TRIGGER aquifer_changed_delete`
      const { status, stderr } = yield* command(watch)([], (yield* environments).pooled)
      expect([status, stderr]).toEqual([1, expect.stringContaining("run aquifer migrate")])
    })
  )
})
