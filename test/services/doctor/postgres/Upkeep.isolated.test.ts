import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connection, diagnose, env, healthyDatabase } from "../../../support/deployment.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

layer(healthyDatabase, { excludeTestServices: true })("Doctor on upkeep", (it) => {
  it.effect("says which sequence comes to its end, and which table waits for VACUUM", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const query = yield* connection(admin)
      const before = yield* diagnose(env(admin, app("pgbouncer118")))
      expect(before.unchecked.filter(({ name }) => name.startsWith("upkeep"))).toEqual([])
      expect(before.names).not.toContain("sequence-nearly-exhausted")
      expect(before.names).not.toContain("vacuum-lags")
      yield* query("CREATE TABLE orders (id serial, note text) WITH (autovacuum_enabled = off)")
      yield* query("SELECT setval('orders_id_seq', 2100000000)")
      yield* query("INSERT INTO orders (note) SELECT 'x' FROM generate_series(1, 20000)")
      yield* query("DELETE FROM orders")
      yield* query("SELECT pg_stat_force_next_flush()")
      const { seen } = yield* diagnose(env(admin, app("pgbouncer118")))
      expect(seen.get("sequence-nearly-exhausted")).toMatchObject({
        severity: "error",
        evidence: "public.orders_id_seq of orders.id is at 2,100,020,000 of 2,147,483,647 (98%)"
      })
      expect(seen.get("vacuum-lags")?.evidence).toMatch(
        /^public\.orders has 20,000 dead rows, and autovacuum is off for it/
      )
      expect(seen.get("vacuum-lags")?.remedy).toMatch(/^First ALTER TABLE … RESET \(autovacuum_enabled\)/)
    })
  )
})
