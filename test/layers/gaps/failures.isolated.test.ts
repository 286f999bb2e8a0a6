import { inspect } from "node:util"
import { PgConnection } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, PgUrl, PooledPg } from "aquifer"
import { Effect, Exit, Fiber, Layer, Redacted, Result } from "effect"
import { bareDriver, failureOf, pooledAt, until } from "../../support/bareDriver.ts"
import * as frames from "../../support/frames.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, secret } from "../../support/sessions.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const shown = (value: unknown): string => `${inspect(value, { depth: 20 })}\n${JSON.stringify(value)}`

layer(SuiteDatabase.layer, { excludeTestServices: true })("Failures, bare and here:", (it) => {
  it.effect("G5 a full, starting, read-only or failed server is unknown there, and has its reason here", () =>
    Effect.gen(function* () {
      const codes = [
        ["53300", "PoolExhausted", true],
        ["53100", "StorageFull", false],
        ["57P03", "Unavailable", true],
        ["25006", "ReadOnly", false],
        ["25P02", "Rejected", false],
        ["22021", "Rejected", false],
        ["22P05", "Rejected", false]
      ] as const
      for (const [code, reason, retryable] of codes) {
        const { port } = yield* scriptedServer({
          onSync: ({ send }) =>
            send(frames.error({ S: "ERROR", V: "ERROR", C: code, M: "made for a test" }), frames.ready)
        })
        const bare = yield* bareDriver(endpointAt(port))
        const alone = yield* Effect.flip(bare`SELECT 1`)
        expect([alone.reason._tag, alone.isRetryable], code).toEqual(["UnknownError", false])
        const { sql } = yield* pooledAt(endpointAt(port))
        const ours = yield* failureOf(sql`SELECT 1`)
        expect([ours.failure._tag, ours.retryable], code).toEqual([reason, retryable])
      }
    }).pipe(Effect.scoped)
  )

  it.effect("G6 whatever a pooler refuses is retryable there, and here only what a retry can help", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("pgbouncer118")
      const wrong = { ...endpoint, password: Redacted.make("not the password") }
      const withOptions = { ...endpoint, options: "-c statement_timeout=1000" }

      const barePassword = yield* Effect.flip((yield* bareDriver(wrong))`SELECT 1`)
      const bareOptions = yield* Effect.flip(
        (yield* bareDriver(endpoint, { startupOptions: withOptions.options }))`SELECT 1`
      )
      expect([barePassword.isRetryable, bareOptions.isRetryable]).toEqual([true, true])

      expect(yield* failureOf((yield* pooledAt(wrong)).sql`SELECT 1`)).toMatchObject({
        failure: { _tag: "Misconfigured", statement: "did not run" },
        retryable: false
      })
      const refused = yield* Effect.exit(Layer.build(PooledPg.layerWith({ endpoint: withOptions })))
      expect(Exit.isFailure(refused) && String(refused.cause)).toContain("options")

      const { port } = yield* ownPgBouncer({ settings: { max_client_conn: 1 } })
      const full = { ...endpoint, port }
      yield* (yield* bareDriver(full, { prepare: false }))`SELECT 1`
      expect(yield* failureOf((yield* pooledAt(full)).sql`SELECT 1`)).toMatchObject({
        failure: { _tag: "PoolExhausted", statement: "did not run" },
        retryable: true
      })
    }).pipe(Effect.scoped)
  )

  it.effect("G14 a row can be written and never read there, and is refused or read here", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const { admin } = yield* SuiteDatabase
      const owner = yield* bareDriver(admin)
      yield* owner`CREATE TABLE large (text text)`
      yield* owner`GRANT ALL ON large TO PUBLIC`
      const text = "x".repeat(17 * 1024 * 1024)

      const bare = yield* bareDriver(endpoint)
      yield* bare`INSERT INTO large VALUES (${text})`
      const poisoned = yield* Effect.flip(bare`SELECT text FROM large`)
      expect(poisoned.isRetryable).toBe(true)

      const { sql, stats } = yield* pooledAt(endpoint)
      const { acquired } = yield* stats
      expect(yield* failureOf(sql`INSERT INTO large VALUES (${text})`)).toMatchObject({
        failure: { _tag: "Rejected", statement: "did not run", field: "$1" },
        retryable: false
      })
      expect((yield* stats).acquired).toBe(acquired)
      const [row] = yield* sql<{ text: string }>`SELECT text FROM large` // the other's, too
      expect(row?.text === text).toBe(true)
      const { failure, retryable } = yield* failureOf(sql`SELECT repeat('x', 33 * 1024 * 1024)`)
      expect([failure._tag, PgFailure.advice(failure), retryable]).toEqual(["OutcomeUnknown", "no", false])
      expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
    }).pipe(Effect.scoped)
  )

  it.effect("G23 a cancelled statement is a timeout and retryable there, and here says who ended it", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const other = yield* bareDriver(endpoint)
      const sleeping = other<{ pid: number }>`
        SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(61)%' AND state = 'active'
        AND pid <> pg_backend_pid() AND datname = current_database()`
      const cancelled = <A, E>(work: Effect.Effect<A, E>) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(Effect.flip(work))
          yield* until(Effect.map(sleeping, (rows) => rows.length > 0))
          const [row] = yield* sleeping
          yield* other`SELECT pg_cancel_backend(${row?.pid ?? 0})`
          return yield* Fiber.join(fiber)
        })

      const bare = yield* bareDriver(endpoint)
      const timedOut = bare.withTransaction(
        Effect.andThen(bare`SET LOCAL statement_timeout = 50`, bare`SELECT pg_sleep(61)`)
      )
      const alone = [yield* Effect.flip(timedOut), yield* cancelled(bare`SELECT pg_sleep(61)`)]
      expect(alone.map(({ isRetryable, reason }) => [reason._tag, isRetryable])).toEqual([
        ["StatementTimeoutError", true],
        ["StatementTimeoutError", true]
      ])

      const { sql } = yield* pooledAt(endpoint)
      const oursTimedOut = yield* Effect.flip(
        sql.withTransaction(Effect.andThen(sql`SET LOCAL statement_timeout = 50`, sql`SELECT pg_sleep(61)`))
      )
      const oursCancelled = yield* cancelled(sql`SELECT pg_sleep(61)`)
      const failures = [oursTimedOut, oursCancelled].map(PgFailure.classify)
      expect([oursTimedOut.isRetryable, oursCancelled.isRetryable]).toEqual([false, false])
      expect(failures.map(({ statement }) => statement)).toEqual(["rolled back", "rolled back"])
      expect(failures[0]?.message).toContain("statement_timeout ran out")
      expect(failures[1]?.message).toContain("somebody cancelled it")
    }).pipe(Effect.scoped)
  )

  it.effect("G25 a URL that cannot be read shows its password there, and here not", () =>
    Effect.gen(function* () {
      const url = `postgresql://app:${secret}@host name:port/db`
      const bare = yield* Effect.flip(Effect.scoped(PgConnection.make({ url: Redacted.make(url) })))
      expect(shown(bare)).toContain(secret)
      const ours = PgUrl.fromString(url)
      expect(Result.isFailure(ours)).toBe(true)
      expect(shown(ours)).not.toContain(secret)
    })
  )

  it.effect("G26 the row that broke a constraint is in the error there, and here not", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const bare = yield* bareDriver(admin)
      yield* bare`CREATE TABLE persons (email text PRIMARY KEY)`
      const row = "somebody@private.example"
      yield* bare`INSERT INTO persons VALUES (${row})`
      expect(shown(yield* Effect.flip(bare`INSERT INTO persons VALUES (${row})`))).toContain(row)
      const { sql } = yield* pooledAt(admin)
      const ours = yield* Effect.flip(sql`INSERT INTO persons VALUES (${row})`)
      expect(shown(ours)).not.toContain(row)
      expect(PgFailure.classify(ours)).toMatchObject({
        _tag: "ConstraintViolated",
        constraint: "persons_pkey"
      })
    }).pipe(Effect.scoped)
  )
})
