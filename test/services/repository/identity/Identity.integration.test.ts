import { expect, layer } from "@effect/vitest"
import { DirectPg, GroupCommit, Identity, kitSchema, Lookup, Migration, PgFailure } from "aquifer"
import { Context, Effect, Layer, Option, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { type Route, routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

/** Roles are the whole server's, so that each suite has its own. */
class Member extends Context.Service<Member, { readonly role: string; readonly stranger: string }>()(
  "test/Member"
) {
  static readonly layer = Layer.effect(
    Member,
    Effect.gen(function* () {
      const { app, name } = yield* SuiteDatabase
      const { sql } = yield* DirectPg
      const [role, stranger] = [`${name} "member"`, `${name}_stranger`]
      const user = sql(app("direct").username)
      yield* Effect.acquireRelease(sql`CREATE ROLE ${sql(role)} NOLOGIN`, () =>
        Effect.orDie(Effect.andThen(sql`DROP OWNED BY ${sql(role)}`, sql`DROP ROLE ${sql(role)}`))
      )
      yield* Effect.acquireRelease(sql`CREATE ROLE ${sql(stranger)} NOLOGIN`, () =>
        Effect.orDie(sql`DROP ROLE ${sql(stranger)}`)
      )
      yield* sql`GRANT ${sql(role)} TO ${user}`
      yield* sql`CREATE TABLE notes (owner text NOT NULL, id int NOT NULL, body text NOT NULL, PRIMARY KEY (owner, id))`
      yield* sql`ALTER TABLE notes ENABLE ROW LEVEL SECURITY`
      yield* sql`CREATE POLICY own ON notes
        USING (owner = coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', 'nobody'))`
      yield* sql`GRANT ALL ON notes TO PUBLIC`
      yield* sql`INSERT INTO notes SELECT owner, id, owner || ' ' || id
        FROM unnest(ARRAY['ann', 'bob', 'nobody']) AS owner, generate_series(0, 99) AS id`
      yield* sql`ANALYZE notes`
      return { role, stranger }
    })
  )
}

const database = (route: Route) =>
  Layer.provideMerge(Member.layer, suiteClient(route, Migration.run(kitSchema), { size: 4 }))

const who = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<{ role: string; sub: string | null }>`
      SELECT current_user::text AS role,
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub' AS sub`,
    ([row]) => row
  )

const as = (sub: string) =>
  Effect.map(Member, ({ role }) => Identity.as({ role, claims: { sub, "it's": 'a \\ "quoted" one' } }))

const Note = Schema.Struct({ owner: Schema.String, id: Schema.Int, body: Schema.String })

const makeNotes = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  let statements = 0
  const notes = yield* Lookup.make({
    name: "Notes",
    key: Schema.Int,
    value: Note,
    keyOf: ({ id }) => id,
    find: (ids) => {
      statements++
      return sql`SELECT owner, id, body FROM notes WHERE id = ANY(${ids})`
    }
  })
  const touch = yield* GroupCommit.make({
    name: "Notes.touch",
    key: (id: number) => String(id),
    within: "1 minute", // whose rows they are is asked here, not how fast the machine is
    write: (ids) => {
      statements++
      return sql`UPDATE notes SET body = notes.owner || ' ' || notes.id FROM unnest(${ids}::int[]) AS asked (id)
        WHERE notes.id = asked.id RETURNING owner, notes.id, body`
    },
    answer: Note,
    keyOf: ({ id }) => String(id)
  })
  return { notes, touch, statements: () => statements }
})

/** Calls in the suite; a hundred thousand are for a run by hand. */
const mixedCalls = 5_000

const everybody = Effect.gen(function* () {
  const [ann, bob] = [yield* as("ann"), yield* as("bob")]
  const all = [
    { owner: "ann", identity: ann },
    { owner: "bob", identity: bob },
    { owner: "nobody", identity: Identity.none }
  ] as const
  return (index: number) => all[index % 3] ?? all[0]
})

const unbounded = { concurrency: "unbounded" } as const

for (const route of routes) {
  layer(database(route), { excludeTestServices: true })(`Identity on ${route}`, (it) => {
    it.effect("is that of a statement by itself, and of nothing behind it on the same connection", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { app } = yield* SuiteDatabase
        const { role } = yield* Member
        const ann = yield* as("ann")
        const own = { role: app(route).username, sub: null }
        const bob = Identity.as({ claims: { sub: "bob" } })
        for (let times = 0; times < 40; times++) {
          const each = yield* Effect.all([
            ann(who(sql)),
            who(sql),
            bob(who(sql)),
            ann(Identity.none(who(sql)))
          ])
          expect(each).toEqual([{ role, sub: "ann" }, own, { ...own, sub: "bob" }, own])
        }
        expect(yield* ann(sql`SELECT DISTINCT owner FROM notes`.values)).toEqual([["ann"]])
      })
    )

    it.effect("is a transaction's from its beginning, and cannot change inside of it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { role } = yield* Member
        const [ann, bob] = [yield* as("ann"), yield* as("bob")]
        const twice = ann(sql.withTransaction(Effect.all([who(sql), sql.withTransaction(who(sql))])))
        const expected = { role, sub: "ann" }
        expect(yield* twice).toEqual([expected, expected])
        const streaming = bob(Stream.runDrain(sql`SELECT 1`.stream))
        const strangers = [bob(who(sql)), Identity.none(who(sql)), Effect.as(streaming, undefined)]
        for (const stranger of strangers) {
          const failure = PgFailure.classify(yield* Effect.flip(ann(sql.withTransaction(stranger))))
          expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(failure.message).toContain("another identity")
        }
        const begun = PgFailure.classify(yield* Effect.flip(sql.withTransaction(ann(who(sql)))))
        expect(begun.message).toContain("Identity.as around the whole transaction")
        const streamed = Stream.runCollect(sql`SELECT DISTINCT owner FROM notes`.stream)
        expect(yield* ann(sql.withTransaction(streamed))).toEqual([{ owner: "ann" }])
      })
    )

    it.effect("is refused with what to do where it is not to be had, and never left out", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { stranger } = yield* Member
        const ann = yield* as("ann")
        const refusals = [
          [Identity.as({ role: stranger })(who(sql)), `GRANT "${stranger}" TO`],
          [
            Identity.as({ role: "no_such_role" })(sql.withTransaction(who(sql))),
            'CREATE ROLE "no_such_role"'
          ],
          [Identity.as({ role: 'x"; SET ROLE postgres; --' })(who(sql)), 'CREATE ROLE "x""; SET'],
          [Identity.as({ role: "None" })(who(sql)), "role"],
          [Identity.as({ role: "" })(who(sql)), "role"],
          [Identity.as({ role: "a\0b" })(who(sql)), "role"],
          [Identity.as({ claims: { n: 1n } })(who(sql)), "claims"],
          [Effect.as(ann(Stream.runDrain(sql`SELECT 1`.stream)), undefined), "inside sql.withTransaction"]
        ] as const
        for (const [refused, says] of refusals) {
          const failure = PgFailure.classify(yield* Effect.flip(refused))
          expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(failure.message).toContain(says)
        }
      })
    )

    it.effect(
      "shares round trips among callers of one identity: three hundred reads of three are three",
      () =>
        Effect.gen(function* () {
          const { notes, statements } = yield* makeNotes
          const caller = yield* everybody
          const found = yield* Effect.forEach(
            Array.from({ length: 300 }, (_, index) => index),
            (index) => caller(index).identity(notes.get(Math.floor(index / 3))),
            unbounded
          )
          expect(statements()).toBe(3)
          expect(found.map(({ owner }) => owner)).toEqual(found.map((_, index) => caller(index).owner))
        })
    )

    it.effect("keeps the rows of others from everybody, over lookups and group commits at once", () =>
      Effect.gen(function* () {
        const { notes, touch } = yield* makeNotes
        const caller = yield* everybody
        let foreign = 0
        yield* Effect.forEach(
          Array.from({ length: mixedCalls }, (_, index) => index),
          (index) => {
            const { identity, owner } = caller(index * 7919)
            const id = (index * 31) % 100
            const call = index % 10 === 0 ? touch(id) : notes.find(id)
            return Effect.map(identity(call), (found) => {
              if (Option.isNone(found) || found.value.body !== `${owner} ${id}`) foreign++
            })
          },
          { concurrency: 500, discard: true }
        )
        expect(foreign).toBe(0)
      })
    )

    it.effect("loads once an identity, not once for all", () =>
      Effect.gen(function* () {
        const { notes } = yield* makeNotes
        const caller = yield* everybody
        const loaded = yield* Effect.forEach(
          [0, 1, 2],
          (index) => {
            const { identity, owner } = caller(index)
            const load = Effect.as(Effect.yieldNow, { owner, id: 1_000, body: "" })
            return identity(notes.getOrLoad(1_000, load))
          },
          unbounded
        )
        expect(loaded.map(({ owner }) => owner)).toEqual(["ann", "bob", "nobody"])
      })
    )
  })
}
