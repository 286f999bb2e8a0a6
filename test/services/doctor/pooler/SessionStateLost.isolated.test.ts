import { PgConnection } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connection, diagnose, env, healthyDatabase, pooler, release } from "../../../support/deployment.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** What the doctor finds after a client of the pooler has sent this and gone. */
const after = Effect.fnUntraced(function* (...statements: ReadonlyArray<string>) {
  const { admin } = yield* SuiteDatabase
  const pooled = yield* pooler({ poolSize: 3 })
  yield* Effect.scoped(
    Effect.gen(function* () {
      const other = yield* connection(pooled)
      const query = yield* connection(pooled)
      // So that it is on one server connection of two.
      yield* other("BEGIN")
      for (const statement of statements) yield* query(statement)
      yield* other("COMMIT")
    })
  )
  return yield* diagnose(env(admin, pooled))
})

layer(healthyDatabase, { excludeTestServices: true })("Doctor on session state behind the pooler", (it) => {
  it.effect.each([
    ["pooled-settings-changed", "SET work_mem = '5MB'", "work_mem on Postgres process"],
    ["pooled-settings-changed", "SET ROLE aquifer_app", "role on Postgres process"],
    ["pooled-advisory-locks", "SELECT pg_advisory_lock(42)", "1 advisory locks"],
    ["pooled-temporary-tables", "CREATE TEMP TABLE leftover (a int)", "1 temporary tables"],
    ["pooled-prepared-statements", "PREPARE leftover AS SELECT 1", "1 prepared statements"],
    ["listen-on-pooled", "LISTEN news", "LISTEN news on Postgres process"]
  ] as const)("finds %s after %s", ([name, statement, evidence]) =>
    Effect.gen(function* () {
      const { seen } = yield* after(statement)
      expect(seen.get(name)?.evidence).toContain(evidence)
      // Two at least: the pooler opens another where one of them is not given back in time.
      expect(seen.get(name)?.evidence).toMatch(/[2-9] server connections looked at/)
    })
  )

  it.effect("finds none after what transaction pooling allows", () =>
    Effect.gen(function* () {
      const { names } = yield* after(
        "SET application_name = 'tracked by the pooler'",
        "SET TimeZone = 'Asia/Tokyo'",
        "BEGIN",
        "SET LOCAL work_mem = '5MB'",
        "SELECT pg_advisory_xact_lock(43)",
        "CREATE TEMP TABLE gone (a int) ON COMMIT DROP",
        "COMMIT"
      )
      expect(names).toEqual(["pgbouncer-vulnerable"])
    })
  )

  it.effect.each(release === "trixie" ? [release] : [])(
    "leaves alone what PgBouncer was told to track (%s)",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const settings = { track_extra_parameters: "IntervalStyle, search_path" }
        const pooled = yield* pooler({ settings })
        const query = yield* connection(pooled)
        yield* query("SET search_path = 'pg_catalog'")
        expect((yield* diagnose(env(admin, pooled))).names).toEqual(["pgbouncer-vulnerable"])
      })
  )

  it.effect("tells named statements that nobody tracks from those that the pooler does", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const after = Effect.fnUntraced(function* (options: Parameters<typeof pooler>[0]) {
        const pooled = yield* pooler(options)
        const named = PgConnection.make({ ...pooled, ssl: false, prepare: true })
        yield* Effect.scoped(Effect.flatMap(named, (client) => client.query("SELECT 1")))
        const { names } = yield* diagnose(env(admin, pooled))
        // The probe takes away what it prepared itself.
        const query = yield* connection(pooled)
        const left = yield* query("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%doctor%'")
        expect(left.filter(({ name }) => name?.startsWith("effect_"))).toEqual([])
        return names
      })
      expect(yield* after({ release: "bookworm" })).toEqual([
        "pgbouncer-vulnerable",
        "pooled-prepared-statements",
        "prepared-statements-untracked"
      ])
      expect(yield* after({ settings: { max_prepared_statements: 100 } })).toEqual(["pgbouncer-vulnerable"])
    })
  )
})
