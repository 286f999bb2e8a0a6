import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import {
  DirectPg,
  Identity,
  kitSchema,
  Migration,
  Operation,
  type PgFailure,
  PgUrl,
  PooledPg,
  SchemaDrift
} from "aquifer"
import { Context, Effect, Layer, Option, Result, Schema, Stream } from "effect"
import { blocks } from "../support/chapter.ts"
import { freshDatabase } from "../support/freshDatabase.ts"
import { supabase } from "../support/supabase.ts"
import { asService, asUser, asVisitor, write } from "./supabase/callers.ts"
import { changes, Notes } from "./supabase/notes.ts"

const chapter = "src/services/repository/identity/Supabase.md"
const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")

/** A project of Supabase's with the chapter's table, and its login for programs. */
class Project extends Context.Service<Project>()("Project", {
  make: Effect.gen(function* () {
    const database = yield* freshDatabase({
      logins: ["postgres_like", "notes_app"],
      made: supabase("postgres_like"),
      settings: { wal_level: "logical", synchronous_commit: "on" } // what is not on disk is not decoded
    })
    const direct = DirectPg.layerWith({ endpoint: Result.getOrThrow(PgUrl.fromString(database.ownerUrl)) })
    yield* Effect.provide(Migration.run([...kitSchema, ...changes]), direct)
    const [login = ""] = blocks(chapter, "sql")
    for (const statement of login.trim().split("\n").slice(1)) yield* database.owner(statement)
    return database
  })
}) {
  static readonly layer = Layer.effect(Project, Project.make)
}

const program = Notes.layerNoDeps.pipe(
  Layer.provideMerge(PooledPg.layerSqlClient),
  Layer.provideMerge(
    Layer.unwrap(
      Effect.map(Project, ({ pooled }) => PooledPg.layerWith({ endpoint: pooled, pool: { size: 4, min: 0 } }))
    )
  ),
  Layer.provideMerge(Project.layer)
)

const [ann, bob] = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"]
const [annNotes, bobNotes] = [20, 30]

const bodies = Effect.map(
  Notes.use(({ query }) => query()),
  (notes) => notes.map(({ body }) => body)
)

const reasonOf = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(work), (error): string =>
    "reason" in error ? (error.reason as PgFailure.PgFailure)._tag : error._tag
  )

layer(program, { excludeTestServices: true })("The chapter on Supabase", (it) => {
  it.effect("shows the files that are compiled here", () =>
    Effect.sync(() =>
      expect(blocks(chapter, "ts")).toEqual(["notes", "callers"].map((name) => read(`supabase/${name}.ts`)))
    )
  )

  it.effect("leaves a table that is as its changes made it, beside what Supabase grants by default", () =>
    Effect.gen(function* () {
      const { owner, ownerUrl } = yield* Project
      const direct = DirectPg.layerWith({ endpoint: Result.getOrThrow(PgUrl.fromString(ownerUrl)) })
      const drift = Effect.provide(SchemaDrift.find([...kitSchema, ...changes]), direct)
      expect(yield* drift).toEqual([])
      yield* owner("GRANT INSERT ON notes TO anon")
      expect(yield* drift).toMatchObject([{ difference: "differs", kind: "privilege", name: "notes" }])
      yield* owner("REVOKE INSERT ON notes FROM anon")
    })
  )

  it.effect("lets who has signed in read and write what is theirs, by auth.uid()", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const range = (count: number) => Array.from({ length: count }, (_, index) => index)
      for (const [sub, count] of [
        [ann, annNotes],
        [bob, bobNotes]
      ] as const) {
        const each = range(count).map((index) =>
          notes.insert({ body: `${sub} ${index}`, shown: index === 0 })
        )
        const written = yield* asUser({ sub })(Effect.all(each, { concurrency: "unbounded" }))
        expect(written.every(({ owner }) => owner === sub)).toBe(true)
      }
      expect(yield* write({ sub: ann }, "one more")).toHaveLength(annNotes + 1)
      expect(yield* asUser({ sub: ann })(notes.byOwner(bob))).toMatchObject([{ body: `${bob} 0` }])
      const [theirs] = yield* asUser({ sub: bob })(notes.byOwner(bob))
      if (theirs === undefined) throw new Error("bob has notes")
      expect(yield* reasonOf(asUser({ sub: ann })(notes.update({ ...theirs, body: "mine" })))).toBe(
        "NoSuchElementError"
      )
    })
  )

  it.effect("shows visitors what is shown, and lets them write nothing", () =>
    Effect.gen(function* () {
      expect(yield* asVisitor(bodies)).toEqual([`${ann} 0`, `${bob} 0`])
      expect(yield* reasonOf(asVisitor(Notes.use(({ insert }) => insert({ body: "a", shown: true }))))).toBe(
        "Rejected"
      )
      expect(yield* bodies).toEqual([])
    })
  )

  it.effect(
    "refuses service_role to a login that may not become it, and shows it everything once it may",
    () =>
      Effect.gen(function* () {
        const { owner } = yield* Project
        const refused = yield* Effect.flip(asService(bodies))
        expect(refused).toMatchObject({ reason: { _tag: "Rejected", statement: "did not run" } })
        expect(refused.message).toContain('GRANT "service_role" TO')
        expect(yield* reasonOf(Identity.as({ role: "no_such_role" })(bodies))).toBe("Rejected")
        yield* owner("GRANT service_role TO notes_app WITH INHERIT FALSE, SET TRUE")
        expect(yield* asService(bodies)).toHaveLength(annNotes + bobNotes + 1)
        expect(yield* bodies).toEqual([])
      })
  )

  it.effect("shares round trips among callers of one identity, and no row with another", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const all = yield* asService(notes.query())
      const { stats } = yield* PooledPg
      const { acquired } = yield* stats
      const callers = [asUser({ sub: ann }), asUser({ sub: bob }), asVisitor]
      const found = yield* Effect.forEach(
        callers,
        (as) => Effect.forEach(all, ({ id }) => as(notes.find(id)), { concurrency: "unbounded" }),
        { concurrency: "unbounded" }
      )
      // Two statements an identity at most, for 153 calls.
      expect((yield* stats).acquired - acquired).toBeLessThanOrEqual(6)
      const [annSees = [], bobSees = [], visitorSees = []] = found.map((rows) => rows.flatMap(Option.toArray))
      expect(annSees.every(({ owner, shown }) => owner === ann || shown)).toBe(true)
      expect([annSees.length, bobSees.length, visitorSees.length]).toEqual([annNotes + 2, bobNotes + 1, 2])
    })
  )

  it.effect("refuses what needs the kit's tables, which are not the callers'", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const many = Stream.map(Stream.range(1, 40_000), (index) => ({
        body: `${index} ${"x".repeat(80)}`,
        shown: false
      }))
      expect(yield* reasonOf(asUser({ sub: ann })(notes.insertMany(many)))).toBe("Rejected")
      const run = yield* Operation.make("Notes")
      const once = { key: "one", request: [Schema.String, "one"], result: Schema.Int } as const
      const first = Effect.succeed(1).pipe(run.transaction("first", { once }))
      expect(yield* reasonOf(asUser({ sub: ann })(first))).toBe("Rejected")
      const few = Stream.take(many, 100)
      expect(yield* asUser({ sub: ann })(notes.insertMany(few))).toMatchObject({ inserted: 100 })
    })
  )

  it.effect("publishes the table's rows for Realtime, and nothing of the kit's", () =>
    Effect.gen(function* () {
      const { administrator, owner } = yield* Project
      const [, publish = ""] = blocks(chapter, "sql")
      yield* owner(publish)
      yield* administrator("SELECT pg_create_logical_replication_slot('realtime', 'pgoutput')")
      const notes = yield* Notes
      const { id } = yield* asUser({ sub: bob })(notes.insert({ body: "for browsers", shown: true }))
      yield* asUser({ sub: bob })(notes.remove(id))
      const changes = yield* administrator(`
        SELECT convert_from(substring(data FROM 1 FOR 1), 'UTF8') AS kind, encode(data, 'escape') AS data
        FROM pg_logical_slot_get_binary_changes('realtime', NULL, NULL, 'proto_version', '1', 'publication_names', 'supabase_realtime')`)
      const of = (wanted: string) => changes.flatMap(({ data, kind }) => (kind === wanted ? [data] : []))
      expect(of("R")).toEqual([expect.stringContaining("notes")]) // tells which table the rows are of
      expect(of("I")).toEqual([expect.stringContaining("for browsers")])
      expect(of("D")).toEqual([expect.not.stringContaining("for browsers")]) // by its key alone
      yield* administrator("SELECT pg_drop_replication_slot('realtime')")
      const unlogged = yield* Effect.flip(
        owner("ALTER PUBLICATION supabase_realtime ADD TABLE aquifer_listeners")
      )
      expect(unlogged.message).toContain("cannot add relation")
    })
  )
})
