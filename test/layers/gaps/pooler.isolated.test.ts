import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { DirectPg, PgUrl, type PooledPg, type PooledSqlClient } from "aquifer"
import { Context, Effect, Exit, Fiber, Latch, Layer, Queue, Redacted, Result } from "effect"
import { Reactivity } from "effect/reactivity"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { bareDriver, pooledAt } from "../../support/bareDriver.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { urlOf } from "../../support/program.ts"
import { said } from "../../support/sessions.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** A PgBouncer 1.18 of the test's own, with two server connections. */
const bookworm = Effect.gen(function* () {
  const { port } = yield* ownPgBouncer({ poolSize: 2, release: "bookworm" })
  return { ...(yield* SuiteDatabase).app("direct"), port }
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("A pooler, bare and here:", (it) => {
  it.effect(
    "G15 pgbouncer=true means nothing there, and named statements get lost; here there are none",
    () =>
      Effect.gen(function* () {
        const endpoint = yield* bookworm
        const url = `${urlOf(endpoint)}?pgbouncer=true`
        const bare = yield* PgClient.make({ url: Redacted.make(url), maxConnections: 1 }).pipe(
          Effect.provide(Reactivity.layer)
        )
        const ours = PgUrl.fromString(url)
        expect(Result.isSuccess(ours) && ours.success.pgbouncer).toBe(true)
        const { sql } = yield* pooledAt(endpoint)
        const { sql: other } = yield* pooledAt(endpoint)
        /** Somebody else takes the server connection that was used last, so that the next statement meets another one. */
        const elsewhere = <A, E>(effect: Effect.Effect<A, E>) =>
          Effect.gen(function* () {
            const taken = yield* Latch.make(false)
            const letGo = yield* Latch.make(false)
            const holder = yield* Effect.forkChild(
              other.withTransaction(Effect.all([other`SELECT 1`, taken.open, letGo.await]))
            )
            yield* taken.await
            const exit = yield* Effect.exit(effect)
            yield* letGo.open
            yield* Fiber.await(holder)
            return exit
          })
        const inTransaction = (client: PooledSqlClient) => client.withTransaction(client`SELECT 1 AS one`)
        yield* inTransaction(bare)
        // Outside of a transaction the driver prepares once more, which inside of one is too late.
        const lost = yield* elsewhere(Effect.mapError(inTransaction(bare), said))
        expect(lost).toMatchObject(Exit.fail({ code: "26000" }))
        yield* inTransaction(sql)
        expect(yield* elsewhere(inTransaction(sql))).toEqual(Exit.succeed([{ one: 1 }]))
      }).pipe(Effect.scoped)
  )

  it.effect("G16 a timeout given at the start is refused there, and here goes with the transaction", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("pgbouncer118")
      for (const options of [
        { startupOptions: "-c statement_timeout=1000" },
        { startupParameters: { statement_timeout: "1000" } }
      ]) {
        const bare = yield* bareDriver(endpoint, options)
        expect(said(yield* Effect.flip(bare`SELECT 1`)).message).toContain("unsupported startup parameter")
      }
      const { sql } = yield* pooledAt(endpoint)
      const limit = sql<{ statement_timeout: string }>`SHOW statement_timeout`
      const [row] = yield* Deadline.within("10 seconds")(sql.withTransaction(limit))
      expect(row?.statement_timeout).toMatch(/^9\d\d\dms$/)
      expect(yield* limit).toEqual([{ statement_timeout: "0" }])
    }).pipe(Effect.scoped)
  )

  it.effect("G17 LISTEN succeeds and hears nothing there, and here is only where it hears", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const bare = yield* bareDriver(app("pgbouncer118"), { prepare: false, maxConnections: 2 })
      const deaf = yield* bare.listen("news")
      const direct = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg)
      const queue = yield* direct.listen("news")
      yield* direct.sql`SELECT pg_notify('news', 'hello')`
      expect((yield* Queue.take(queue)).payload).toBe("hello")
      yield* bare`SELECT 1`
      expect(yield* Queue.size(deaf)).toBe(0)
      const pooled: PooledPg["Service"] = yield* pooledAt(app("pgbouncer118"))
      // @ts-expect-error -- asking for it does not compile
      expect(pooled.listen).toBe(undefined)
    }).pipe(Effect.scoped)
  )
})
