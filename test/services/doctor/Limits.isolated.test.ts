import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as PgBouncerAdvisories from "../../../src/services/doctor/pooler/PgBouncerAdvisories.ts"
import { connection, diagnose, env, healthyDatabase, pooler } from "../../support/deployment.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

layer(healthyDatabase, { excludeTestServices: true })(
  "Doctor on PgBouncer's settings and on capacity",
  (it) => {
    it.effect("finds timeouts and guards that were left at PgBouncer's own defaults", () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const settings = {
          query_wait_timeout: 120,
          server_login_retry: 15,
          server_idle_timeout: 60,
          client_idle_timeout: 30,
          tcp_user_timeout: 0
        }
        const { names, seen } = yield* diagnose(env(admin, yield* pooler({ settings })))
        expect(names).toEqual([
          "client-idle-timeout",
          "pgbouncer-vulnerable",
          "pooler-guard-off",
          "query-wait-too-long",
          "server-idle-timeout",
          "server-login-retry-slow"
        ])
        expect(seen.get("query-wait-too-long")?.evidence).toBe("query_wait_timeout is 120 s")
        expect(seen.get("server-idle-timeout")?.evidence).toBe(
          "server_idle_timeout is 60 s, POOL_IDLE_TIMEOUT 300 s"
        )
      })
    )

    it.effect("names the vulnerabilities of a version, and none of the newest", () =>
      Effect.sync(() => {
        expect(PgBouncerAdvisories.of("1.25.1")).toContain("CVE-2026-6664")
        expect(PgBouncerAdvisories.of("1.25.2")).not.toContain("CVE-2026-6664")
        expect(PgBouncerAdvisories.of("1.18.0")).not.toContain("CVE-2026-107349")
        expect(PgBouncerAdvisories.of("1.24")).toContain("CVE-2025-2291")
        expect(PgBouncerAdvisories.of("1.24.1")).not.toContain("CVE-2025-2291")
        expect(PgBouncerAdvisories.of(PgBouncerAdvisories.mended)).toEqual([])
        expect(PgBouncerAdvisories.of("1.27.0")).toEqual([])
      })
    )

    it.effect("finds that the application administers the pooler", () =>
      Effect.gen(function* () {
        const { admin, app } = yield* SuiteDatabase
        const { password, username } = app("direct")
        if (password === undefined) throw new Error("the application has a password")
        const pooled = yield* pooler({ users: [], adminUser: { name: username, password } })
        const { seen } = yield* diagnose(env(admin, pooled))
        expect(seen.get("console-open-to-application")?.evidence).toBe(`admin_users names ${username}`)
      })
    )

    it.effect("sums the pools of all instances against the pooler's limit on clients", () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const variables = env(admin, yield* pooler({ settings: { max_client_conn: 25 } }))
        expect((yield* diagnose(variables, { instances: 2 })).names).toEqual(["pgbouncer-vulnerable"])
        const { seen } = yield* diagnose(variables, { instances: 3 })
        expect(seen.get("clients-over-pooler-limit")?.evidence).toBe(
          "3 instances × POOL_SIZE 10 = 30 clients, and max_client_conn is 25"
        )
      })
    )

    it.effect("sums the pooler's pools against what Postgres has left", () =>
      Effect.gen(function* () {
        const { admin, name } = yield* SuiteDatabase
        const large = yield* diagnose(
          env(admin, yield* pooler({ poolSize: 190, settings: { reserve_pool_size: 20 } }))
        )
        expect(large.seen.get("pools-over-max-connections")?.evidence).toBe(
          `the pooler may open 210 (${name} 210) and the instances 2 more directly, and Postgres has 197 (max_connections 200 less 3 reserved)`
        )
        const bounded = yield* diagnose(
          env(admin, yield* pooler({ poolSize: 190, settings: { max_db_connections: 50 } }))
        )
        expect(bounded.names).not.toContain("pools-over-max-connections")
      })
    )

    it.effect("multiplies the pools by users and by PgBouncers, and adds those of aliases", () =>
      Effect.gen(function* () {
        const { admin, name } = yield* SuiteDatabase
        const aliases = [{ name: "lane", database: name, poolSize: 3 }]
        const pooled = yield* pooler({ poolSize: 40, aliases })
        const { password, username } = admin
        const asOwner = yield* connection({ ...pooled, username, password })
        yield* asOwner("SELECT 1")
        expect((yield* diagnose(env(admin, pooled))).names).not.toContain("pools-over-max-connections")
        const { seen } = yield* diagnose(env(admin, pooled), { poolers: 3 })
        expect(seen.get("pools-over-max-connections")?.evidence).toBe(
          `3 PgBouncers may open 3 × 83 = 249 (lane 3, ${name} 2 users × 40 each) and the instances 2 more directly, and Postgres has 197 (max_connections 200 less 3 reserved)`
        )
      })
    )

    it.effect("finds sessions that nobody uses, beyond those that pools keep", () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        yield* Effect.forEach([1, 2, 3], () => connection(admin))
        const variables = env(admin, yield* pooler(), { POOL_IDLE_TIMEOUT: "1 millis" })
        const { seen } = yield* diagnose(variables)
        // The three, and whichever of the pooler's and the doctor's own happened to rest for two milliseconds.
        expect(seen.get("idle-connections")?.evidence).toMatch(
          /^[3-9] sessions .* about [3-9]0 MB; POOL_MIN keeps 2$/
        )
        expect((yield* diagnose(variables, { instances: 9 })).names).not.toContain("idle-connections")
      })
    )

    it.effect(
      "finds guards that are off for the application's role, with the statements that switch them on",
      () =>
        Effect.gen(function* () {
          const { admin, app, name } = yield* SuiteDatabase
          const query = yield* connection(admin)
          yield* query(`ALTER DATABASE ${name} RESET lock_timeout`)
          yield* query(`ALTER DATABASE ${name} SET transaction_timeout = 0`)
          const { seen } = yield* diagnose(env(admin, yield* pooler()))
          const role = app("direct").username
          expect(seen.get("server-guards-off")).toMatchObject({
            severity: "warning",
            evidence: `for the role ${role} these are 0, which is off: transaction_timeout, lock_timeout`,
            remedy: `ALTER ROLE "${role}" SET transaction_timeout = '15s'; ALTER ROLE "${role}" SET lock_timeout = '1s';`
          })
        })
    )
  }
)
