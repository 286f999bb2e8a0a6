import { describe, expect, it } from "@effect/vitest"
import {
  Identity,
  Lookup,
  Operation,
  PgUrl,
  PooledPg,
  Replica,
  ReplicaPg,
  Repository,
  Transaction
} from "aquifer"
import { LocalPgBouncer } from "aquifer/local"
import { ResearchCache } from "aquifer/research"
import { Context, Effect, Fiber, Layer, Option, Redacted, Result, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { ended } from "../../../support/processes.ts"
import { replicaPair } from "../../../support/replicaPair.ts"

class Note extends Model.Class<Note>("Note")({ id: Schema.String, text: Schema.String }) {}

class Notes extends Repository.Service<Notes>()("test/Notes", {
  model: Note,
  tableName: "notes",
  idColumn: "id",
  lookups: { byText: Repository.many("text") }
}) {}

/** So old that what somebody else has written is not missed for as long as a test takes. */
const old = { maxStaleness: "1 hour" } as const

const text = Effect.flatMap(Notes, (notes) => Effect.map(notes.get("n"), ({ text }) => text))
const write = (text: string) => Effect.flatMap(Notes, (notes) => notes.upsert({ id: "n", text }))
const answers = Effect.flatMap(ReplicaPg, ({ answers }) => answers)
const statements = Effect.map(
  Effect.flatMap(PooledPg, ({ stats }) => stats),
  ({ acquired }) => acquired
)

/** What an effect adds to numbers that only grow. */
const added = <A, E, R, E2, R2>(count: Effect.Effect<number, E, R>, effect: Effect.Effect<A, E2, R2>) =>
  Effect.gen(function* () {
    const before = yield* count
    yield* effect
    return (yield* count) - before
  })

/** Where a statement runs. */
const isStandby = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<{ readonly standby: boolean }>`SELECT pg_is_in_recovery() AS standby FROM notes`
).pipe(Effect.map(([row]) => row?.standby))

const withPair = <A, E>(
  use: (
    pair: Effect.Success<ReturnType<typeof replicaPair>>
  ) => Effect.Effect<A, E, Notes | ReplicaPg | PooledPg | SqlClient.SqlClient>
) =>
  Effect.gen(function* () {
    const pair = yield* replicaPair()
    const layer = Layer.provideMerge(Notes.layerReplica(old), pair.layer)
    // The first read goes to the primary, and learns how far it is.
    const begun = Effect.andThen(text, pair.caughtUp)
    // The migration was a write of this program; a session has none yet.
    return yield* Effect.provide(Replica.session(Effect.andThen(begun, use(pair))), layer)
  }).pipe(Effect.scoped)

describe("A table that is read at a replica", () => {
  it.live("leaves the primary alone while nobody writes", () =>
    withPair(() =>
      Effect.gen(function* () {
        const notes = yield* Notes
        const reads = [
          text,
          notes.find("n"),
          notes.exists("n"),
          notes.findMany(["n", "m"]),
          notes.byText("old"),
          notes.query(),
          notes.page()
        ]
        yield* Effect.all(reads)
        expect(yield* added(statements, Effect.all(reads))).toBe(0)
        expect(yield* answers).toEqual({ replica: 2 * reads.length, behind: 0, failed: 0, primary: 1 })
        expect(yield* notes.find("m")).toEqual(Option.none())
      })
    )
  )

  it.live("gives what its own session has written, and what others wrote only as it gets there", () =>
    withPair(({ caughtUp, elsewhere, pause, resume }) =>
      Effect.gen(function* () {
        yield* pause
        yield* elsewhere("UPDATE notes SET text = 'theirs'")
        expect(yield* text).toBe("old")
        yield* Replica.session(
          Effect.gen(function* () {
            yield* write("own")
            expect(yield* text).toBe("own")
            expect(yield* text).toBe("own")
            const notes = yield* Notes
            expect(yield* notes.query()).toHaveLength(1)
            expect((yield* notes.byText("own")).length).toBe(1)
            expect(yield* Replica.session(text)).toBe("old")
          })
        )
        expect(yield* text).toBe("old")
        expect(yield* Effect.flatMap(Notes, (notes) => notes.query())).toMatchObject([{ text: "old" }])
        expect((yield* answers).behind).toBeGreaterThan(0)
        yield* resume
        yield* caughtUp
        expect(yield* text).toBe("own")
      })
    )
  )

  it.live("gives a parent what its child has written, and a caller what a load has stored for another", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        yield* pause
        yield* Fiber.join(yield* Effect.forkChild(write("child's")))
        expect(yield* text).toBe("child's")
        yield* Replica.session(
          Effect.gen(function* () {
            yield* Fiber.join(yield* Effect.forkChild(write("grandchild's")))
            expect(yield* text).toBe("grandchild's")
            const notes = yield* Notes
            const load = Effect.succeed({ id: "loaded", text: "loaded" })
            yield* Effect.all(
              [notes.getOrLoad("loaded", load), Replica.session(notes.getOrLoad("loaded", load))],
              {
                concurrency: "unbounded"
              }
            )
            expect(Option.isSome(yield* notes.find("loaded"))).toBe(true)
          })
        )
      })
    )
  )

  it.live("counts the writes of transactions, of operations, and of nothing that reads", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        yield* pause
        const sql = yield* SqlClient.SqlClient
        const run = yield* Operation.make("Test")
        const primary = Effect.map(answers, ({ primary }) => primary)
        const asked = (effect: Effect.Effect<unknown, unknown, SqlClient.SqlClient>) =>
          added(primary, Replica.session(Effect.andThen(effect, text)))
        const update = sql`UPDATE notes SET text = text`
        expect(yield* asked(Transaction.run()(update))).toBe(1)
        expect(yield* asked(sql.withTransaction(update))).toBe(1)
        expect(yield* asked(run.write("update")(update))).toBe(1)
        expect(yield* asked(run.transaction("update")(update))).toBe(1)
        expect(yield* asked(Transaction.run({ readOnly: true })(sql`SELECT 1`))).toBe(0)
        expect(yield* asked(run.read("select")(sql`SELECT 1`))).toBe(0)
      }).pipe(Effect.scoped)
    )
  )

  it.live("is that of the primary inside its transaction, and while the replica is away", () =>
    withPair(({ standby }) =>
      Effect.gen(function* () {
        const inside = Effect.andThen(write("inside"), text)
        expect(yield* Effect.flip(Transaction.run()(Effect.flatMap(inside, Effect.fail)))).toBe("inside")
        process.kill(standby.pid, "SIGKILL")
        yield* ended(standby.pid)
        yield* write("alone")
        yield* Effect.replicateEffect(text, 40)
        expect(yield* text).toBe("alone")
        expect(yield* answers).toMatchObject({ replica: 0, behind: 0 })
      })
    )
  )

  it.live("asks one that was promoted no more, and follows the primary to it", () =>
    Effect.gen(function* () {
      const pair = yield* replicaPair({ synchronous: true })
      const { endpoint, kill, primary, standby } = pair
      const pool = PooledPg.layerWith({
        endpoint: endpoint("target_session_attrs=read-write"),
        pool: { size: 2, min: 0, guard: "off" }
      })
      const both = PooledPg.layerSqlClient.pipe(Layer.provideMerge(pool), Layer.provideMerge(pair.layer))
      const test = Effect.gen(function* () {
        yield* Effect.andThen(text, pair.caughtUp)
        yield* text
        expect(yield* answers).toMatchObject({ replica: 1 })
        yield* kill
        yield* ended(primary.pid)
        yield* standby.promote
        yield* Effect.retry(write("new"), { while: ({ reason }) => reason.statement !== "unknown" })
        expect(yield* text).toBe("new")
        expect(yield* text).toBe("new")
        expect(yield* answers).toMatchObject({ replica: 1 })
      })
      yield* Effect.provide(test, Layer.provideMerge(Notes.layerReplica(old), both))
    }).pipe(Effect.scoped)
  )

  it.effect("is no older than was asked for, by this program's clock", () =>
    withPair(({ elsewhere, pause }) =>
      Effect.gen(function* () {
        yield* pause
        yield* elsewhere("UPDATE notes SET text = 'theirs'")
        expect(yield* text).toBe("old")
        yield* TestClock.adjust("61 minutes")
        expect(yield* text).toBe("theirs")
        expect(yield* text).toBe("theirs")
      })
    )
  )
})

describe("Replica.reading", () => {
  it.live(
    "runs on the replica what services and statements read, and on the primary where that is behind",
    () =>
      withPair(({ pause }) =>
        Effect.gen(function* () {
          const both = Effect.all([isStandby, text])
          const reading = Replica.reading(both, old)
          expect(yield* reading).toEqual([true, "old"])
          expect(yield* isStandby).toBe(false)
          yield* pause
          yield* write("own")
          expect(yield* reading).toEqual([false, "own"])
          expect(yield* reading).toEqual([false, "own"])
          expect(yield* Replica.session(reading)).toEqual([true, "old"])
          const inside = Effect.andThen(write("inside"), reading)
          expect(yield* Transaction.run()(inside)).toEqual([false, "inside"])
        })
      )
  )

  it.live("reads streams, whose rows are the replica's only where it is not behind", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const rows = sql<{ readonly text: string; readonly standby: boolean }>`
          SELECT text, pg_is_in_recovery() AS standby FROM notes, generate_series(1, 300)`
        const reading = Replica.reading(Stream.runCollect(rows.stream), old)
        const seen = Effect.map(reading, (all) => [all.length, all[0]])
        expect(yield* seen).toEqual([300, { text: "old", standby: true }])
        yield* pause
        yield* write("own")
        yield* text // which learns where that is
        expect(yield* seen).toEqual([300, { text: "own", standby: false }])
        expect(yield* answers).toMatchObject({ behind: 1 })
      })
    )
  )

  it.live("writes nowhere, and lets the domain's own errors pass without asking again", () =>
    withPair(() =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const refused = yield* Effect.flip(Replica.reading(sql`DELETE FROM notes`, old))
        expect(String(refused)).toMatch(/25006/)
        let runs = 0
        const own = Effect.andThen(
          sql`SELECT 1`,
          Effect.suspend(() => Effect.fail(`run ${++runs}`))
        )
        expect(yield* Effect.flip(Replica.reading(own, old))).toBe("run 1")
        const replica = yield* ReplicaPg
        expect(String(yield* Effect.flip(replica.sql`DELETE FROM notes`))).toMatch(/25006/)
        expect(yield* replica.sql`SELECT text FROM notes`).toEqual([{ text: "old" }])
        expect(yield* replica.sql.withTransaction(replica.sql`SELECT text FROM notes`)).toHaveLength(1)
      })
    )
  )
})

describe("A replica that is not asked by a statement alone", () => {
  it.live("is read in transactions: for somebody, and where statements would share a snapshot", () =>
    withPair(({ caughtUp, elsewhere, layer, primary }) =>
      Effect.gen(function* () {
        const replicas = Effect.map(answers, ({ replica }) => replica)
        expect(yield* added(replicas, Identity.as({ claims: { sub: "somebody" } })(text))).toBe(1)
        yield* elsewhere(
          `ALTER DATABASE ${primary.database} SET default_transaction_isolation = 'repeatable read'`
        )
        const test = Effect.gen(function* () {
          yield* Effect.andThen(text, caughtUp)
          yield* text
          expect(yield* answers).toEqual({ replica: 0, behind: 1, failed: 0, primary: 1 })
          yield* text
          expect(yield* answers).toMatchObject({ replica: 1, behind: 1 })
        })
        yield* Effect.provide(test, Layer.provideMerge(Notes.layerReplica(old), layer), { local: true })
      })
    )
  )

  it.live("may have a pooler in front of it", () =>
    Effect.gen(function* () {
      const pair = yield* replicaPair()
      const { password, user } = pair.primary
      const pgbouncer = LocalPgBouncer.layerWith({
        upstream: { host: "127.0.0.1", port: pair.standby.port },
        users: [{ name: user, password }],
        poolSize: 2
      })
      const { url } = Context.get(yield* Layer.build(pgbouncer), LocalPgBouncer)
      const through = Redacted.value(url(pair.primary.database, user, password))
      const endpoint = Result.getOrThrow(PgUrl.fromString(through))
      const pool = Layer.provideMerge(ReplicaPg.layerWith({ endpoint }), pair.layer)
      const test = Effect.gen(function* () {
        yield* Effect.andThen(text, pair.caughtUp)
        yield* Effect.all(
          Array.from({ length: 20 }, () => Effect.andThen(text, Replica.reading(text, old))),
          {
            concurrency: "unbounded"
          }
        )
        yield* pair.pause
        yield* write("own")
        expect(yield* text).toBe("own")
        expect(yield* text).toBe("own")
        expect(yield* answers).toMatchObject({ behind: 1, failed: 0 })
      })
      yield* Effect.provide(Replica.session(test), Layer.provideMerge(Notes.layerReplica(old), pool))
    }).pipe(Effect.scoped)
  )
})

describe("Lookup and ResearchCache", () => {
  it.live("ask replicas where that is asked for", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const lookup = yield* Lookup.make({
          name: "Texts",
          key: Schema.String,
          value: Schema.Struct({ id: Schema.String, standby: Schema.Boolean }),
          keyOf: ({ id }) => id,
          find: (ids) => sql`SELECT id, pg_is_in_recovery() AS standby FROM notes WHERE id = ANY(${ids})`,
          replica: yield* Replica.make(old)
        })
        const cache = yield* ResearchCache
        expect((yield* lookup.get("n")).standby).toBe(true)
        yield* pause
        yield* cache.store("tea", { cups: 1 })
        expect(Option.isSome(yield* cache.lookup("tea"))).toBe(true)
        expect((yield* cache.lookupMany(["tea"])).size).toBe(1)
        expect(yield* cache.exists("tea")).toBe(true)
        expect((yield* lookup.get("n")).standby).toBe(false)
        expect(Option.isNone(yield* Replica.session(cache.lookup("tea")))).toBe(true)
        const found = cache.getOrResearch("tea", Effect.die("researched though it is there"))
        expect(yield* Replica.session(found)).toEqual({ cups: 1 })
      }).pipe(Effect.scoped, Effect.provide(ResearchCache.layerReplica(old)))
    )
  )
})

describe("Own writes", () => {
  it.live("are read at once by pairs of all sorts, in no more than 1.3 round trips", () =>
    withPair(() =>
      Effect.gen(function* () {
        const pairs = 400
        const before = yield* answers
        yield* Effect.forEach(
          Array.from({ length: pairs }, (_, n) => String(n)),
          (n) =>
            Replica.session(
              Effect.gen(function* () {
                yield* write(n)
                // The first tells what the replica must have, and the others find that there or not.
                for (let read = 0; read < 3; read++) expect(yield* text).toBe(n)
              })
            ),
          { discard: true }
        )
        const { behind, failed, primary, replica } = yield* answers
        expect(failed).toBe(0)
        expect(primary - before.primary).toBeGreaterThanOrEqual(pairs)
        const reads = 3 * pairs
        const roundTrips = reads + behind - before.behind
        expect(roundTrips / reads).toBeLessThanOrEqual(1.3)
        expect(replica - before.replica).toBeGreaterThan(0)
      })
    )
  )
})
