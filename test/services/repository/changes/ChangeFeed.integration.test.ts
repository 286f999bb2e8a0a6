import { expect, layer } from "@effect/vitest"
import { ChangeFeed, DirectPg, kitSchema, Migration, PgFailure } from "aquifer"
import { Clock, Deferred, Effect, Fiber, Queue, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import {
  changingShop,
  keysOf,
  killListener,
  polling,
  products,
  told,
  watching
} from "../../../support/ChangingShop.ts"
import { runExample } from "../../../support/docExamples.ts"
import { jumpingClock } from "../../../support/jumpingClock.ts"
import { routes } from "../../../support/SuiteDatabase.ts"

const file = "services/repository/changes/ChangeFeed.ts"

const Line = Schema.Struct({ order_id: Schema.BigInt, line: Schema.Int })

const feeds = { notifications: ChangeFeed.make(products), polling: polling(ChangeFeed.make(products)) }

const put = (sku: string, cents = 1) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`INSERT INTO products VALUES (${sku}, ${cents}) ON CONFLICT (sku) DO UPDATE SET cents = excluded.cents`
  )

for (const route of routes) {
  for (const [by, make] of Object.entries(feeds)) {
    layer(changingShop(route), { excludeTestServices: true })(`A feed by ${by}, ${route}`, (it) => {
      it.effect("tells which row was inserted, updated or removed, once it is committed", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const feed = yield* make
          expect(feed.by).toBe(by)
          const { tag } = yield* watching(feed)
          yield* put("tea")
          expect(keysOf(yield* tag("Changed"))).toEqual(["tea"])
          yield* put("tea", 2)
          expect(keysOf(yield* tag("Changed"))).toEqual(["tea"])
          yield* Effect.flip(sql.withTransaction(Effect.andThen(put("rolled back"), Effect.fail("no"))))
          yield* sql`UPDATE products SET sku = 'green tea' WHERE sku = 'tea'`
          expect(keysOf(yield* tag("Changed")).toSorted()).toEqual(["green tea", "tea"])
          yield* sql`DELETE FROM products`
          expect(keysOf(yield* tag("Changed"))).toEqual(["green tea"])
        })
      )

      it.effect("tells what a slow transaction changed though faster ones were told before it", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { tag } = yield* watching(yield* make)
          const stored = yield* Deferred.make<void>()
          const fastTold = yield* Deferred.make<void>()
          const slow = Effect.all([
            put("slow"),
            Deferred.succeed(stored, undefined),
            Deferred.await(fastTold)
          ])
          const fiber = yield* Effect.forkChild(sql.withTransaction(slow))
          yield* Deferred.await(stored)
          yield* put("fast")
          expect(keysOf(yield* tag("Changed"))).toEqual(["fast"])
          yield* Deferred.succeed(fastTold, undefined)
          yield* Fiber.join(fiber)
          expect(keysOf(yield* tag("Changed"))).toEqual(["slow"])
        })
      )

      it.effect("tells rows by several columns, whatever their types", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const options = { table: "lines", key: Line, pollEvery: "20 millis" } as const
          const feed = by === "polling" ? polling(ChangeFeed.make(options)) : ChangeFeed.make(options)
          const { tag } = yield* watching(yield* feed)
          yield* sql`INSERT INTO lines VALUES (9007199254740993, 1, 5), (7, 2, 5)`
          expect(keysOf(yield* tag("Changed")).toSorted((one, other) => one.line - other.line)).toEqual([
            { order_id: 9007199254740993n, line: 1 },
            { order_id: 7n, line: 2 }
          ])
        })
      )

      it.effect("tells a batch by its keys, and what is too much for that as a gap that continues", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { tag } = yield* watching(yield* make)
          const insert = (prefix: string, count: number) =>
            sql`INSERT INTO products SELECT ${prefix}::text || i, 1 FROM generate_series(1, ${count}::int) AS i`
          yield* insert("few ", 500)
          expect(keysOf(yield* tag("Changed")).length).toBe(500)
          for (const many of [
            insert("many ", 501),
            sql`UPDATE products SET cents = 2`,
            sql`TRUNCATE products`
          ]) {
            yield* many
            expect(yield* tag("Gap")).toMatchObject([{ _tag: "Gap", continues: true }])
          }
          yield* put("after")
          expect(keysOf(yield* tag("Changed"))).toEqual(["after"])
        })
      )
    })
  }

  layer(changingShop(route), { excludeTestServices: true })(`A feed that cannot work, ${route}`, (it) => {
    const refusal = (make: typeof feeds.polling) =>
      Effect.map(Effect.flip(make), ({ reason, service }) => ({
        service,
        tag: reason._tag,
        message: reason.message
      }))

    it.effect("fails at its start, and says what to write", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const of = (table: string) => refusal(ChangeFeed.make({ table, key: Schema.String }))
        expect(yield* of("untold")).toMatchObject({
          service: "ChangeFeed(untold)",
          tag: "Misconfigured",
          message: expect.stringContaining('ChangeFeed.changesFor({ table: "untold", idColumn: … })')
        })
        expect(yield* of("nowhere")).toMatchObject({ tag: "Misconfigured" })
        yield* sql`ALTER TABLE products DISABLE TRIGGER aquifer_changed_truncate`
        expect((yield* of("products")).message).toContain("aquifer_changed_truncate is missing or disabled")
        yield* sql`ALTER TABLE products ENABLE TRIGGER aquifer_changed_truncate`
        yield* ChangeFeed.make(products)
      })
    )

    it.effect("fails where the kit's tables are missing, and says what to write", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        yield* sql`ALTER TABLE aquifer_changes RENAME TO elsewhere`
        expect(yield* refusal(ChangeFeed.make(products))).toMatchObject({
          tag: "Misconfigured",
          message: expect.stringContaining("kitSchema")
        })
        yield* sql`ALTER TABLE elsewhere RENAME TO aquifer_changes`
      })
    )

    it.effect("says that there is a gap while its trigger is gone, and when it is there again", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { tag } = yield* watching(yield* polling(ChangeFeed.make(products)))
        yield* sql`ALTER TABLE products DISABLE TRIGGER aquifer_changed_update`
        const [gap] = yield* tag("Gap")
        expect(gap).toMatchObject({ continues: false, reason: expect.stringContaining("changesFor") })
        yield* sql`ALTER TABLE products ENABLE TRIGGER aquifer_changed_update`
        expect(yield* tag("Listening")).toEqual([ChangeFeed.ChangeEvent.Listening({ by: "polling" })])
      })
    )
  })
}

layer(changingShop("pgbouncer118"), { excludeTestServices: true })("A feed and its listener", (it) => {
  it.effect("says that there is a gap when it is killed, listens again, and tells what was missed", () =>
    Effect.gen(function* () {
      const { tag } = yield* watching(yield* ChangeFeed.make(products))
      yield* killListener
      expect((yield* tag("Gap"))[0]).toMatchObject({ continues: false })
      yield* put("missed")
      expect(keysOf(yield* tag("Listening"))).toContain("missed")
    })
  )

  it.effect("has the table's writers notify while it listens, and no longer, of no key", () =>
    Effect.gen(function* () {
      const { listen, sql } = yield* DirectPg
      const heard = yield* listen("aquifer_changes")
      yield* put("to nobody")
      const watched = Effect.gen(function* () {
        const { tag } = yield* watching(yield* ChangeFeed.make(products))
        yield* sql`INSERT INTO lines VALUES (1, 1, 1)` // another table, which nobody listens to
        yield* put("to the feed")
        yield* tag("Changed")
      })
      yield* Effect.scoped(watched)
      const [{ oid } = { oid: "" }] = yield* sql<{
        readonly oid: string
      }>`SELECT 'products'::regclass::oid::text AS oid`
      expect((yield* Queue.take(heard)).payload).toBe(oid)
      expect(yield* sql`SELECT listener FROM aquifer_listeners`).toEqual([])
      yield* put("to nobody again")
      yield* sql`SELECT pg_notify('aquifer_changes', 'last')`
      expect((yield* Queue.take(heard)).payload).toBe("last")
    })
  )

  it.effect("believes nothing that a stranger notifies", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { tag } = yield* watching(yield* ChangeFeed.make(products))
      for (const payload of ["", "made up", "x".repeat(7_000)]) {
        yield* sql`SELECT pg_notify('aquifer_changes', ${payload})`
      }
      yield* put("true")
      expect(keysOf(yield* tag("Changed"))).toEqual(["true"])
    })
  )

  it.effect("trusts nothing from before the program stood still", () =>
    Effect.gen(function* () {
      const { clock, jump } = yield* jumpingClock
      const feed = yield* ChangeFeed.make(products)
      const { tag } = yield* Effect.provideService(watching(feed), Clock.Clock, clock)
      yield* jump(60_000)
      expect(yield* tag("Listening")).toMatchObject([
        { _tag: "Gap", continues: false, reason: expect.stringContaining("stood still") },
        { _tag: "Listening" }
      ])
    })
  )

  it.effect("says that there is a gap while the log cannot be read, and when it can again", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const feed = yield* ChangeFeed.make(products)
      yield* sql`REVOKE SELECT ON aquifer_changes FROM aquifer_app`
      const queue = yield* told(feed)
      expect(yield* Queue.take(queue)).toMatchObject({
        continues: false,
        reason: expect.stringContaining("could not be read")
      })
      yield* sql`GRANT SELECT ON aquifer_changes TO aquifer_app`
      expect(yield* Queue.take(queue)).toMatchObject({ _tag: "Listening" })
      yield* sql`REVOKE SELECT ON aquifer_changes FROM aquifer_app`
      expect(yield* Queue.take(queue)).toMatchObject({ _tag: "Gap", continues: false })
      yield* sql`INSERT INTO products SELECT 'one of many ' || i, 1 FROM generate_series(1, 501) AS i`
      // What ends no gap must not say so.
      expect(yield* Queue.take(queue)).toMatchObject({ _tag: "Gap", continues: false })
      yield* sql`GRANT SELECT ON aquifer_changes TO aquifer_app`
      const rest = Stream.fromQueue(queue).pipe(Stream.takeUntil(({ _tag }) => _tag === "Listening"))
      expect((yield* Stream.runCollect(rest)).some((event) => event._tag === "Gap" && event.continues)).toBe(
        false
      )
      yield* put("after it")
      expect(yield* Queue.take(queue)).toEqual({ _tag: "Changed", keys: ["after it"] })
    })
  )

  it.effect("is told nothing of removed rows that the trigger leaves out", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { up } = ChangeFeed.changesFor({ table: "untold", idColumn: "id", removedWhere: "id > 0" })
      yield* Effect.forEach(up, (statement) => sql.unsafe(statement))
      const { tag } = yield* watching(yield* ChangeFeed.make({ table: "untold", key: Schema.Int }))
      yield* sql`INSERT INTO untold SELECT generate_series(-600, 2)`
      yield* tag("Gap")
      yield* sql`DELETE FROM untold WHERE id < 0`
      yield* sql`DELETE FROM untold`
      const events = yield* tag("Changed")
      expect([events.length, keysOf(events).toSorted()]).toEqual([1, [1, 2]])
    })
  )

  it.effect("is neither in the transaction nor under the deadline of who begins it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const feed = yield* ChangeFeed.make(products)
      const { tag } = yield* sql.withTransaction(watching(feed))
      yield* put("outside")
      expect(keysOf(yield* tag("Changed"))).toEqual(["outside"])
    })
  )

  it.effect("tells of a table that was made again as a gap, and then of its rows", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const sqlText = (statements: ReadonlyArray<string>) =>
        sql.withTransaction(
          Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
        )
      const { down, up } = ChangeFeed.changesFor({ table: "products", idColumn: "sku" })
      const { tag, until } = yield* watching(yield* ChangeFeed.make(products))
      yield* sqlText([
        "DROP TABLE products",
        ...down,
        "CREATE TABLE products (sku text PRIMARY KEY, cents int NOT NULL)",
        "GRANT ALL ON products TO PUBLIC",
        ...up
      ])
      expect((yield* tag("Gap"))[0]).toMatchObject({ continues: false })
      yield* tag("Listening")
      yield* put("new")
      yield* until((event) => event._tag === "Changed" && event.keys.includes("new"))
    })
  )

  it.effect("tells that a column of its keys was altered as a gap, of no other column anything", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { tag } = yield* watching(yield* ChangeFeed.make(products))
      yield* sql`ALTER TABLE products ALTER cents TYPE bigint, ADD note text`
      yield* put("between")
      expect(keysOf(yield* tag("Changed"))).toEqual(["between"])
      yield* sql`ALTER TABLE products ALTER sku TYPE varchar(80)`
      yield* put("after")
      expect((yield* tag("Listening")).filter(({ _tag }) => _tag !== "Changed")).toMatchObject([
        { _tag: "Gap", continues: false, reason: "a column of the table's keys was altered" },
        { _tag: "Listening" }
      ])
    })
  )
})

layer(changingShop("direct"), { excludeTestServices: true })("The log of changes", (it) => {
  const logged = Effect.flatMap(
    DirectPg,
    ({ sql }) => sql<{ readonly keys: unknown }>`SELECT keys FROM aquifer_changes ORDER BY changed_at`
  )

  it.effect("is written for whoever may write to the table, and read by none of them", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* sql`CREATE ROLE stranger`
      const as = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        sql.withTransaction(Effect.andThen(sql`SET LOCAL ROLE stranger`, effect))
      yield* as(sql`INSERT INTO products VALUES ('by a stranger', 1)`).pipe(
        Effect.andThen(
          Effect.forEach(
            [
              sql`SELECT FROM aquifer_changes`,
              sql`SELECT aquifer_changed(1, '["made up"]')`,
              sql`CREATE TEMP TABLE own (sku text) ON COMMIT DROP`.pipe(
                Effect.andThen(
                  sql`CREATE TRIGGER own AFTER TRUNCATE ON own EXECUTE FUNCTION aquifer_changed_products()`
                )
              )
            ],
            (forbidden) =>
              Effect.map(Effect.flip(as(forbidden)), (error) =>
                expect(PgFailure.classify(error).sqlState).toBe("42501")
              )
          )
        ),
        Effect.ensuring(Effect.orDie(sql`DROP ROLE stranger`))
      )
      expect((yield* logged).map(({ keys }) => keys)).toEqual([["by a stranger"]])
    })
  )

  it.effect("forgets what is old, but not what a transaction wrote that may have ended since", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* sql`DELETE FROM aquifer_changes`
      const insert = (key: string, xid: string) =>
        sql`INSERT INTO aquifer_changes (relation, xid, finished, changed_at, keys)
          VALUES (1, ${xid}::xid8, '100', now() - interval '2 hours', jsonb_build_array(${key}::text))`
      yield* Effect.all([insert("over", "99"), insert("perhaps not over", "101")])
      for (let write = 0; write < 200; write++) yield* put("pruning")
      const kept = (yield* logged).map(({ keys }) => keys)
      expect(kept).not.toContainEqual(["over"])
      expect(kept).toContainEqual(["perhaps not over"])
    })
  )

  it.effect("is gone with what made it, and is what its documentation shows", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { watch } = yield* runExample<{
        readonly watch: Effect.Effect<void, unknown, SqlClient.SqlClient>
      }>(file, 0, "watch")
      const watched = yield* Effect.forkChild(watch)
      yield* Effect.repeat(sql`SELECT FROM aquifer_listeners`, { until: ({ length }) => length === 1 })
      yield* Fiber.interrupt(watched)
      const { down } = ChangeFeed.changesFor({ table: "products", idColumn: "sku" })
      yield* Effect.forEach(down, (statement) => sql.unsafe(statement))
      expect(
        yield* sql`SELECT tgname FROM pg_trigger WHERE tgrelid = 'products'::regclass AND NOT tgisinternal`
      ).toEqual([])
      yield* put("untold")
      expect((yield* Migration.status(kitSchema)).length).toBe(kitSchema.length)
    })
  )
})
