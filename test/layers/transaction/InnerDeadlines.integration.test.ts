import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, PooledPg, type PooledSqlClient } from "aquifer"
import { Deferred, Effect, Fiber } from "effect"
import type { SqlError } from "effect/sql"
import { endpoints } from "../../support/ResearchStore.ts"

const slow = "SELECT pg_sleep(30)"
const hasty = Deadline.within("200 millis")

/** What stays of a transaction in which some work is given up and everything else goes on. */
const kept = Effect.fnUntraced(function* (
  work: (sql: PooledSqlClient) => Effect.Effect<unknown, SqlError.SqlError>
) {
  const { sql } = yield* PooledPg
  const { sql: truth } = yield* DirectPg
  yield* truth`CREATE TABLE IF NOT EXISTS given_up (id int PRIMARY KEY)`
  yield* truth`GRANT ALL ON given_up TO PUBLIC`
  yield* truth`TRUNCATE given_up`
  const told = yield* sql.withTransaction(
    Effect.andThen(sql`INSERT INTO given_up VALUES (1)`, Effect.flip(hasty(work(sql))))
  )
  const rows = yield* truth<{ id: number }>`SELECT id FROM given_up ORDER BY id`
  return { told, ids: rows.map(({ id }) => id) }
})

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("A deadline of one statement", (it) => {
  it.effect("says of one in a transaction that it ran, and may stay", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const told = yield* Effect.flip(
        sql.withTransaction(Effect.andThen(sql`SELECT 1`, hasty(sql.unsafe(slow))))
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
      expect(told.message).not.toContain("POOL_SIZE")
      expect(told.message).toContain("stays if that commits")
    })
  )

  it.effect("says of work between statements that what it did may stay, as it does", () =>
    Effect.gen(function* () {
      const { ids, told } = yield* kept((sql) =>
        Effect.andThen(sql`INSERT INTO given_up VALUES (2)`, Effect.never)
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
      expect(ids).toEqual([1, 2])
    })
  )

  it.effect(
    "says of a child that nothing can interrupt that its statement may run behind it, as it does",
    () =>
      Effect.gen(function* () {
        const letGo = yield* Deferred.make<void>()
        const done = yield* Deferred.make<void>()
        const { sql } = yield* PooledPg
        const { sql: truth } = yield* DirectPg
        yield* truth`CREATE TABLE IF NOT EXISTS went_on (id int PRIMARY KEY)`
        yield* truth`GRANT ALL ON went_on TO PUBLIC`
        yield* truth`TRUNCATE went_on`
        const behind = Deferred.await(letGo).pipe(
          Effect.andThen(sql`INSERT INTO went_on VALUES (1)`),
          Effect.ensuring(Deferred.succeed(done, undefined)),
          Effect.uninterruptible
        )
        const told = yield* sql.withTransaction(
          Effect.gen(function* () {
            const late = yield* Effect.flip(hasty(Effect.flatMap(Effect.forkChild(behind), Fiber.join)))
            yield* Deferred.succeed(letGo, undefined)
            yield* Deferred.await(done)
            return late
          })
        )
        expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
        expect(yield* truth`SELECT id FROM went_on`).toEqual([{ id: 1 }])
      })
  )

  it.effect("says of a nested transaction that it was rolled back, and COMMIT waits until it is", () =>
    Effect.gen(function* () {
      const { ids, told } = yield* kept((sql) =>
        sql.withTransaction(Effect.andThen(sql`INSERT INTO given_up VALUES (2)`, sql.unsafe(slow)))
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
      expect(ids).toEqual([1])
    })
  )

  it.effect("lets COMMIT wait for a nested transaction that cleans up behind its caller", () =>
    Effect.gen(function* () {
      const cleaned = Deferred.makeUnsafe<void>()
      const { ids, told } = yield* kept((sql) =>
        sql.withTransaction(
          Effect.andThen(
            sql`INSERT INTO given_up VALUES (2)`,
            Effect.onInterrupt(Effect.never, () => Deferred.await(cleaned))
          )
        )
      ).pipe(
        Effect.raceFirst(
          Effect.andThen(Effect.delay(Deferred.succeed(cleaned, undefined), 400), Effect.never)
        )
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
      expect(ids).toEqual([1])
    })
  )

  it.effect("says of what a nested transaction has left behind that it may stay", () =>
    Effect.gen(function* () {
      const { ids, told } = yield* kept((sql) =>
        Effect.andThen(sql.withTransaction(sql`INSERT INTO given_up VALUES (2)`), Effect.never)
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
      expect(ids).toEqual([1, 2])
    })
  )

  it.effect("says of one in a session that it may have run", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const session = yield* sql.reserve
      const told = yield* Effect.flip(hasty(session.executeUnprepared(slow, [], undefined)))
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
    }).pipe(Effect.scoped)
  )
})
