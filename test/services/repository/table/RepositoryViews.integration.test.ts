import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Layer, Option, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { range } from "../../../support/range.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

class Room extends Model.Class<Room>("Room")({ id: Schema.Int, name: Schema.String, floor: Schema.Int }) {}

const of = <const Name extends string>(tableName: Name) =>
  Repository.Service<{ readonly name: Name }>()(`hotel/${tableName}`, {
    model: Room,
    tableName,
    idColumn: "id",
    lookups: { byName: Repository.unique("name"), byFloor: Repository.many("floor") }
  })

/** Of one table, so that Postgres writes to it by itself. */
const Upper = of("upper_rooms")
/** Of a set, so that it takes no writes, and its rows are those that the model says. */
const Named = of("named_rooms")
/** The same with a trigger. */
const Written = of("written_rooms")
const Kept = of("kept_rooms")
/** In which each row is twice. */
const Doubled = of("doubled_rooms")

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  const set = "SELECT DISTINCT id, name, floor FROM rooms"
  const statements = [
    "CREATE TABLE rooms (id int PRIMARY KEY, name text NOT NULL, floor int NOT NULL)",
    "INSERT INTO rooms SELECT i, 'room ' || i, i / 3 FROM generate_series(1, 9) AS i",
    "CREATE VIEW upper_rooms AS SELECT * FROM rooms WHERE floor > 0",
    `CREATE VIEW named_rooms AS ${set}`,
    `CREATE VIEW written_rooms AS ${set}`,
    `CREATE FUNCTION write_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO rooms VALUES (NEW.id, NEW.name, NEW.floor);
      RETURN NEW;
    END $$`,
    "CREATE TRIGGER written INSTEAD OF INSERT ON written_rooms FOR EACH ROW EXECUTE FUNCTION write_room()",
    `CREATE MATERIALIZED VIEW kept_rooms AS ${set}`,
    "CREATE UNIQUE INDEX ON kept_rooms (id)",
    "CREATE UNIQUE INDEX ON kept_rooms (name)",
    "CREATE VIEW doubled_rooms AS SELECT * FROM rooms UNION ALL SELECT * FROM rooms",
    "GRANT ALL ON rooms, upper_rooms, named_rooms, written_rooms, kept_rooms, doubled_rooms TO PUBLIC"
  ]
  for (const statement of statements) yield* sql.unsafe(statement)
})

const room = (id: number) => ({ id, name: `room ${id}`, floor: Math.floor(id / 3) })

layer(suiteClient("pgbouncer124", tables), { excludeTestServices: true })("A repository of a view", (it) => {
  for (const View of [Upper, Named, Kept] as ReadonlyArray<typeof Named>) {
    it.effect(`reads by the key that its model says: ${View.key}`, () =>
      Effect.gen(function* () {
        const rooms = yield* View
        expect(yield* Effect.all([rooms.find(4), rooms.find(99)], { concurrency: "unbounded" })).toEqual([
          Option.some(room(4)),
          Option.none()
        ])
        expect(yield* rooms.byName("room 5")).toEqual(Option.some(room(5)))
        expect(yield* rooms.byFloor(2)).toEqual([6, 7, 8].map(room))
        const paged = yield* Stream.runCollect(rooms.stream({ orderBy: { field: "name" }, size: 2 }))
        expect(paged).toEqual(yield* rooms.query({ orderBy: { field: "name" } }))
        expect((yield* rooms.page({ size: 3 })).rows.length).toBe(3)
      }).pipe(Effect.provide(View.layerNoDeps))
    )
  }

  it.effect("writes to what Postgres can, by itself or by a trigger", () =>
    Effect.gen(function* () {
      const [upper, written] = [yield* Upper, yield* Written]
      const added = range(3).map((n) => ({ id: 20 + n, name: `new ${n}`, floor: 50 }))
      expect(yield* Effect.forEach(added, (row) => upper.insert(row), { concurrency: "unbounded" })).toEqual(
        added
      )
      expect(yield* upper.update({ id: 20, name: "old", floor: 50 })).toMatchObject({ name: "old" })
      expect(yield* upper.upsert({ id: 21, name: "newer", floor: 50 })).toMatchObject({ name: "newer" })
      expect(yield* upper.remove(22)).toBe(true)
      expect(yield* written.insert({ id: 30, name: "attic", floor: 51 })).toEqual({
        id: 30,
        name: "attic",
        floor: 51
      })
      expect(yield* upper.get(30)).toMatchObject({ name: "attic" })
      yield* Effect.forEach([20, 21, 30], (id) => upper.remove(id))
    }).pipe(Effect.provide(Layer.mergeAll(Upper.layerNoDeps, Written.layerNoDeps)))
  )

  it.effect("says of one that takes no writes what it lacks", () =>
    Effect.gen(function* () {
      const [named, kept] = [yield* Named, yield* Kept]
      const lacks = {
        reason: {
          _tag: "Rejected",
          message: expect.stringMatching(/_rooms is a view that takes no writes.*INSTEAD OF/)
        }
      }
      expect(yield* Effect.flip(named.insert(room(40)))).toMatchObject(lacks)
      expect(yield* Effect.flip(named.update(room(1)))).toMatchObject(lacks)
      expect(yield* Effect.flip(named.remove(1))).toMatchObject(lacks)
      expect(yield* Effect.flip(kept.insert(room(40)))).toMatchObject(lacks)
    }).pipe(Effect.provide(Layer.mergeAll(Named.layerNoDeps, Kept.layerNoDeps)))
  )

  it.effect("takes none of several rows for the one that was asked for", () =>
    Effect.gen(function* () {
      const rooms = yield* Doubled
      const several = {
        reason: { _tag: "Rejected", field: "id", message: expect.stringContaining("several rows") }
      }
      expect(yield* Effect.flip(rooms.find(1))).toMatchObject(several)
      expect(yield* Effect.flip(rooms.get(1))).toMatchObject(several)
      expect(yield* Effect.flip(rooms.findMany([1, 2]))).toMatchObject(several)
      expect(yield* Effect.flip(rooms.byName("room 1"))).toMatchObject({ reason: { field: "name" } })
      expect(yield* rooms.exists(1)).toBe(true)
      expect((yield* rooms.byFloor(1)).length).toBe(6)
    }).pipe(Effect.provide(Doubled.layerNoDeps))
  )
})
