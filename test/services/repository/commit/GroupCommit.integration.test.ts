import { expect, layer } from "@effect/vitest"
import { DataError, Deadline, DirectPg, GroupCommit, PooledPg, Transaction } from "aquifer"
import { Clock, Context, Deferred, Effect, Exit, Fiber, Layer, Option, Schedule, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { type Fate, type FaultProxy, faultProxy } from "../../../support/FaultProxy.ts"
import { holdConnection } from "../../../support/holdConnection.ts"
import { type Route, routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"
import * as Sums from "../../../support/sums.ts"

const makeAdd = Sums.makeAdd(
  (sql, rows) =>
    sql`SELECT * FROM unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ value }) => value)}::int[])`
)

const withSums = (route: Route) => suiteClient(route, Sums.tables)

const keys = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name} ${String(index).padStart(3, "0")}`)

/** Whoever waits for a lock on the server. */
const waiting = Effect.flatMap(DirectPg, ({ sql }) =>
  Effect.repeat(
    sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    { until: (rows) => rows.length > 0, schedule: Schedule.spaced("2 millis") }
  )
)

/** Locks a row in a transaction of another pool until it is let go. */
const locking = Effect.fnUntraced(function* (key: string) {
  const { sql } = yield* DirectPg
  const locked = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<void>()
  yield* sql`INSERT INTO sums VALUES (${key}, 0)`
  const holder = yield* Effect.forkChild(
    sql`SELECT 1 FROM sums WHERE key = ${key} FOR UPDATE`.pipe(
      Effect.andThen(Deferred.succeed(locked, undefined)),
      Effect.andThen(Deferred.await(letGo)),
      sql.withTransaction
    )
  )
  yield* Deferred.await(locked)
  return Effect.andThen(Deferred.succeed(letGo, undefined), Fiber.join(holder))
})

const valueOf = Effect.fnUntraced(function* (key: string) {
  const { sql } = yield* DirectPg
  const [row] = yield* sql<{ readonly value: number }>`SELECT value FROM sums WHERE key = ${key}`
  return row?.value
})

for (const route of routes) {
  layer(withSums(route), { excludeTestServices: true })(`Writes in groups, ${route}`, (it) => {
    it.effect("refuse a value in a transaction of another pool, where it would be written all the same", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const { sql } = yield* DirectPg
        const adding = add({ key: "stranger", value: 1 }).pipe(Transaction.run())
        expect(yield* Effect.flip(Effect.provideService(adding, SqlClient.SqlClient, sql))).toMatchObject({
          reason: { _tag: "Rejected", statement: "did not run" }
        })
        expect(yield* sql`SELECT value FROM sums WHERE key = 'stranger'`).toEqual([])
      })
    )

    it.effect("go out in few statements, each caller with its own answer", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const rows = keys("many", 200).map((key, value) => ({ key, value }))
        const answers = yield* Effect.forEach(rows, add, { concurrency: "unbounded" })
        expect(answers).toEqual(rows.map(Option.some))
        const { sql } = yield* DirectPg
        const commits = yield* sql`SELECT DISTINCT xmin::text FROM sums WHERE key LIKE 'many%'`
        expect(commits.length).toBeLessThanOrEqual(2)
      })
    )

    it.effect("of one key apply in the order asked, each with its own answer", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const values = [1, 10, 100, 1_000, 10_000]
        const answers = yield* Effect.forEach(values, (value) => add({ key: "one", value }), {
          concurrency: "unbounded"
        })
        expect(answers.map(Option.getOrNull)).toEqual(
          [1, 11, 111, 1_111, 11_111].map((value) => ({ key: "one", value }))
        )
      })
    )

    it.effect("fail alone where the row is at fault, and are done where it is not", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const rows = keys("poisoned", 100).map((key, index) => ({ key, value: index % 30 === 7 ? -1 : 1 }))
        const exits = yield* Effect.forEach(rows, (row) => Effect.exit(add(row)), {
          concurrency: "unbounded"
        })
        for (const [index, { key, value }] of rows.entries()) {
          const failure = Option.getOrUndefined(
            Exit.findErrorOption(exits[index] ?? Exit.succeed(Option.none()))
          )
          if (value === 1) expect(failure).toBeUndefined()
          else
            expect(failure).toMatchObject({
              service: "Sums",
              operation: "add",
              reason: { _tag: "ConstraintViolated", constraint: "sums_value_check" }
            })
          expect(yield* valueOf(key)).toBe(value === 1 ? 1 : undefined)
        }
      })
    )

    it.effect(
      "that return what is no answer fail for their caller alone, who is told that they are there",
      () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const save = yield* GroupCommit.make({
            name: "Sums.save",
            key: (row: Sums.Row) => row.key,
            write: (rows) => sql`
            INSERT INTO sums SELECT * FROM unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ value }) => value)}::int[])
            RETURNING key, value`,
            answer: Schema.Struct({ key: Schema.String, value: Schema.Int.check(Schema.isLessThan(100)) }),
            keyOf: ({ key }) => key
          })
          const rows = keys("answered", 20).map((key, index) => ({ key, value: index === 7 ? 500 : index }))
          const exits = yield* Effect.forEach(rows, (row) => Effect.exit(save(row)), {
            concurrency: "unbounded"
          })
          for (const [index, row] of rows.entries()) {
            const exit = exits[index]
            if (index !== 7) expect(exit).toEqual(Exit.succeed(Option.some(row)))
            else
              expect(exit && Option.getOrUndefined(Exit.findErrorOption(exit))).toMatchObject({
                service: "Sums",
                operation: "save",
                reason: { _tag: "Rejected", statement: "unknown", field: "answer.value" }
              })
            expect(yield* valueOf(row.key)).toBe(row.value)
          }
        })
    )

    it.effect(
      "that return a row of a key which nobody has written fail for who has no other, and name it",
      () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const save = yield* GroupCommit.make({
            name: "Sums.save",
            key: (row: Sums.Row) => row.key,
            write: (rows) => sql`
          INSERT INTO sums SELECT * FROM unnest(${rows.map(({ key }) => key)}::text[], ${rows.map(({ value }) => value)}::int[])
          RETURNING CASE key WHEN 'strange 003' THEN 'STRANGE 003' ELSE key END AS key, value`,
            answer: Sums.Row,
            keyOf: ({ key }) => key
          })
          const rows = keys("strange", 8).map((key, value) => ({ key, value }))
          const exits = yield* Effect.forEach(rows, (row) => Effect.exit(save(row)), {
            concurrency: "unbounded"
          })
          for (const [index, row] of rows.entries()) {
            const exit = exits[index]
            if (index !== 3) expect(exit).toEqual(Exit.succeed(Option.some(row)))
            else
              expect(exit && Option.getOrUndefined(Exit.findErrorOption(exit))).toMatchObject({
                reason: {
                  _tag: "Rejected",
                  statement: "unknown",
                  field: "keyOf",
                  message: expect.stringContaining('keyOf gives "STRANGE 003"')
                }
              })
            expect(yield* valueOf(row.key)).toBe(row.value)
          }
          // In a transaction a value is written by itself, and nobody is told otherwise.
          yield* sql`DELETE FROM sums WHERE key LIKE 'strange%'`
          const alone = save({ key: "strange 003", value: 3 }).pipe(Transaction.run())
          expect(yield* Effect.flip(alone)).toMatchObject({ reason: { _tag: "Rejected", field: "keyOf" } })
        })
    )

    it.effect("are not held up by a row that somebody has locked, which waits by itself", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const [locked = ""] = keys("locked", 1)
        const letGo = yield* locking(locked)
        const late = yield* Effect.forkChild(add({ key: locked, value: 5 }))
        const others = keys("beside", 40).map((key) => ({ key, value: 1 }))
        yield* Effect.forEach(others, add, { concurrency: "unbounded" })
        expect(late.pollUnsafe()).toBeUndefined()
        yield* letGo
        expect(yield* Fiber.join(late)).toEqual(Option.some({ key: locked, value: 5 }))
      })
    )

    it.effect("say that they were not done, when a row is locked for as long as the caller has", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const add = yield* GroupCommit.make({
          name: "Sums.touch",
          key: (row: Sums.Row) => row.key,
          write: (rows) =>
            sql`UPDATE sums SET value = 9 WHERE key = ANY(${rows.map(({ key }) => key)}) RETURNING key, value`,
          answer: Sums.Row,
          keyOf: ({ key }) => key,
          within: "400 millis"
        })
        const letGo = yield* locking("too long")
        // The caller's time goes by as the test says: else a busy machine lets it end before the server's word is here.
        const clock = yield* TestClock.make()
        const told = yield* Effect.forkChild(
          Effect.flip(add({ key: "too long", value: 1 })).pipe(Effect.provideService(Clock.Clock, clock))
        )
        yield* waiting
        yield* clock.adjust("360 millis")
        const { reason } = yield* Fiber.join(told)
        expect(reason).toMatchObject({ _tag: "Contention", statement: "rolled back" })
        yield* letGo
        expect(yield* valueOf("too long")).toBe(0)
      })
    )

    it.effect("get along with a transaction that takes the same rows the other way round", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const { sql } = yield* DirectPg
        yield* sql`INSERT INTO sums VALUES ('cross a', 0), ('cross b', 0)`
        const plus = (key: string) => sql`UPDATE sums SET value = value + 1 WHERE key = ${key}`
        const begun = yield* Deferred.make<void>()
        const other = plus("cross b").pipe(
          Effect.andThen(Deferred.succeed(begun, undefined)),
          Effect.andThen(waiting),
          Effect.andThen(plus("cross a")),
          sql.withTransaction
        )
        const group = Effect.andThen(
          Deferred.await(begun),
          Effect.forEach(["cross a", "cross b"], (key) => add({ key, value: 10 }), {
            concurrency: "unbounded"
          })
        )
        yield* Effect.all([other, group], { concurrency: "unbounded" })
        expect([yield* valueOf("cross a"), yield* valueOf("cross b")]).toEqual([11, 11])
      })
    )

    it.effect("inside a transaction are part of it", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const sql = yield* SqlClient.SqlClient
        const row = { key: "in a transaction", value: 3 }
        const seen = yield* add(row).pipe(
          Effect.andThen((answer) =>
            Effect.map(sql`SELECT value FROM sums WHERE key = ${row.key}`, (rows) => [answer, rows])
          ),
          Effect.andThen(Effect.fail),
          sql.withTransaction,
          Effect.flip
        )
        expect(seen).toEqual([Option.some(row), [{ value: 3 }]])
        expect(yield* valueOf(row.key)).toBeUndefined()
      })
    )

    it.effect("end for a caller with its deadline or interruption, and for nobody else", () =>
      Effect.gen(function* () {
        const add = yield* makeAdd
        const letGo = yield* locking("deadline")
        const [late, left, stayed] = yield* Effect.forEach(
          [
            Deadline.within("300 millis")(add({ key: "deadline", value: 1 })),
            add({ key: "left", value: 1 }),
            add({ key: "stayed", value: 1 })
          ],
          (effect) => Effect.forkChild(Effect.exit(effect), { startImmediately: true })
        )
        if (left !== undefined) yield* Fiber.interrupt(left)
        expect(stayed && Exit.isSuccess(yield* Fiber.join(stayed))).toBe(true)
        // The server gives up a moment before the caller does; on a machine that stands still, after it.
        const ended = late && (yield* Effect.flip(Effect.flatten(Fiber.join(late))))
        const reason = ended instanceof DataError ? ended.reason : ended
        expect(["Contention", "DeadlineExceeded"]).toContain(reason?._tag)
        yield* letGo
        if (reason?.statement !== "unknown") expect(yield* valueOf("deadline")).toBe(0)
      })
    )
  })
}

/** A pool through a proxy, on the suite's database. */
const proxied = Effect.gen(function* () {
  const { app } = yield* SuiteDatabase
  const endpoint = app("direct")
  const proxy = yield* faultProxy(endpoint)
  const pool = PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 4, min: 0 } })
  const context = yield* Layer.build(Layer.fresh(Layer.provideMerge(PooledPg.layerSqlClient, pool)))
  return { proxy, context, add: yield* Effect.provideContext(makeAdd, context) }
})

/** How long a batch waits for a lock, in milliseconds, as it stands among the parameters. */
const lockWaitOf = (chunk: Buffer): string | undefined =>
  chunk.includes("lock_timeout") ? /\0{3}\W(\d{1,3})\0/.exec(chunk.toString("latin1"))?.[1] : undefined

layer(withSums("direct"), { excludeTestServices: true })("A row that waits alone", (it) => {
  it.effect("takes off what it has waited for a connection", () =>
    Effect.gen(function* () {
      const { add, context, proxy } = yield* proxied
      const clock = yield* TestClock.make()
      const unlock = yield* locking("queued")
      const timed = Effect.provideService(Clock.Clock, clock)
      const told = yield* Effect.forkChild(timed(add({ key: "queued", value: 1 })))
      yield* waiting
      // It waits 500 ms at a time, and between two of these the last connection is taken from it.
      const hold = timed(holdConnection(Context.get(context, SqlClient.SqlClient)))
      const [last, ...others] = yield* Effect.replicateEffect(hold, 4)
      yield* Effect.repeat(Context.get(context, PooledPg).stats, {
        until: (stats) => stats.waiting === 1,
        schedule: Schedule.spaced("2 millis")
      })
      const sent: Array<string> = []
      proxy.decide = (chunk) => {
        sent.push(...[lockWaitOf(chunk)].filter((wait) => wait !== undefined))
        return "pass"
      }
      yield* clock.adjust("2800 millis")
      if (last !== undefined) yield* last.letGo
      yield* Effect.repeat(
        Effect.sync(() => sent.length),
        { until: (length) => length > 0, schedule: Schedule.spaced("2 millis") }
      )
      expect(sent[0]).toBe("150")
      yield* unlock
      expect(yield* Fiber.join(told)).toEqual(Option.some({ key: "queued", value: 1 }))
      for (const { letGo } of others) yield* letGo
    }).pipe(Effect.scoped)
  )
})

/** The fate of the next batch with this key in it. */
const strike = (proxy: FaultProxy, key: string, fate: Fate, then = () => {}): void => {
  proxy.decide = (chunk) => {
    if (!chunk.includes(key)) return "pass"
    proxy.decide = () => "pass"
    then()
    return fate
  }
}

layer(withSums("direct"), { excludeTestServices: true })("When a connection dies under a batch", (it) => {
  const callers = 500
  const fates: ReadonlyArray<Fate> = ["cut", "cut answer", "reset in answer"]
  for (const fate of fates) {
    it.effect(`(${fate}), all of its callers are told what became of it, and it is done once`, () =>
      Effect.gen(function* () {
        const { add, proxy } = yield* proxied
        const names = keys(fate, callers)
        yield* Effect.forEach(names, (key) => add({ key, value: 1 }), { concurrency: "unbounded" })
        let refused = false
        strike(proxy, names[0] ?? fate, fate, () => {
          proxy.refuse = true
          refused = true
        })
        const told = yield* Effect.forkChild(
          Effect.forEach(names, (key) => add({ key, value: 10 }), { concurrency: "unbounded" })
        )
        yield* Effect.repeat(
          Effect.sync(() => refused),
          { until: (struck) => struck, schedule: Schedule.spaced("5 millis") }
        )
        proxy.refuse = false
        expect((yield* Fiber.join(told)).map(Option.getOrNull)).toEqual(
          names.map((key) => ({ key, value: 11 }))
        )
        for (const key of names) expect(yield* valueOf(key)).toBe(11)
      }).pipe(Effect.scoped)
    )
  }

  it.effect("what still runs on the server is not done after it was said not to be there", () =>
    Effect.gen(function* () {
      const { add, proxy } = yield* proxied
      const letGo = yield* locking("ghost")
      const told = yield* Effect.forkChild(add({ key: "ghost", value: 1 }))
      yield* waiting
      const { sql } = yield* DirectPg
      const waiters = sql<{ readonly waiters: number }>`
        SELECT count(*)::int AS waiters FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()`
      // The one that waits alone: among others it would have given up by then.
      const alone = sql`
        SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
          AND clock_timestamp() - query_start > interval '75 milliseconds'`
      yield* Effect.repeat(alone, { until: (rows) => rows.length > 0, schedule: Schedule.spaced("2 millis") })
      proxy.hangUp()
      yield* Effect.repeat(waiters, {
        until: ([row]) => row?.waiters === 2,
        schedule: Schedule.spaced("2 millis")
      })
      yield* letGo
      expect(yield* Fiber.join(told)).toEqual(Option.some({ key: "ghost", value: 1 }))
      yield* Effect.repeat(waiters, {
        until: ([row]) => row?.waiters === 0,
        schedule: Schedule.spaced("2 millis")
      })
      expect(yield* valueOf("ghost")).toBe(1)
    }).pipe(Effect.scoped)
  )

  it.effect("the outcome is unknown only while the server does not answer", () =>
    Effect.gen(function* () {
      const { add, proxy } = yield* proxied
      yield* add({ key: "silence", value: 1 })
      strike(proxy, "silence", "cut answer", () => {
        proxy.refuse = true
      })
      const { reason } = yield* Effect.flip(add({ key: "silence", value: 1 }))
      expect(reason).toMatchObject({ _tag: "OutcomeUnknown", statement: "unknown" })
      expect(yield* valueOf("silence")).toBe(2)
    }).pipe(Effect.scoped)
  )
})
