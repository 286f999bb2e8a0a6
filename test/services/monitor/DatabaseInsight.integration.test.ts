import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { DatabaseInsight, type InsightSnapshot, type Panel } from "aquifer/operations"
import { Context, Effect, Layer, Redacted } from "effect"
import { urlOf } from "../../support/program.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { connect } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const shown = <A>(panel: Panel<A>): A => {
  if (panel._tag === "Missing") throw new Error(panel.reason)
  return panel.value
}

const indexesOf = ({ indexes }: InsightSnapshot, table: string) =>
  shown(indexes)
    .filter((issue) => issue.table === table)
    .map(({ because, index, kind, remedy }) => [kind, index, because, remedy])

/** In one session, whose statistics are there for everybody when it is done. */
const setUp = Effect.fnUntraced(function* (statements: ReadonlyArray<string>) {
  const query = yield* connect(Redacted.make(urlOf((yield* SuiteDatabase).admin)))
  for (const statement of [...statements, "SELECT pg_stat_force_next_flush()"]) yield* query(statement)
}, Effect.scoped)

/** As an ordinary role that owns nothing. */
const plainly = Effect.gen(function* () {
  const endpoint = (yield* SuiteDatabase).app("direct")
  const context = yield* Layer.build(
    Layer.provide(Layer.fresh(DatabaseInsight.layerNoDeps), DirectPg.layerWith({ endpoint }))
  )
  return yield* Context.get(context, DatabaseInsight).snapshot
})

layer(DatabaseInsight.layerNoDeps.pipe(Layer.provideMerge(endpoints("direct"))), {
  excludeTestServices: true
})("DatabaseInsight", (it) => {
  it.effect(
    "finds foreign keys without an index, duplicates and what nobody reads, with what mends each",
    () =>
      Effect.gen(function* () {
        yield* setUp([
          "CREATE TABLE parents (id int PRIMARY KEY, tag text UNIQUE)",
          "INSERT INTO parents SELECT n, 'tag ' || n FROM generate_series(1, 5000) AS n",
          "CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents, a int, b int, body text)",
          "INSERT INTO children SELECT n, NULL, n, n, repeat('x', 100) FROM generate_series(1, 20000) AS n",
          "CREATE INDEX children_a ON children (a)",
          "CREATE INDEX children_a_b ON children (a, b)",
          "CREATE INDEX children_body ON children (body, id)",
          "CREATE INDEX children_b_down ON children (b DESC) WHERE a > 3",
          "CREATE UNIQUE INDEX children_id_again ON children (id)",
          "CREATE INDEX parents_tag ON parents (tag)",
          "CREATE INDEX children_torn ON children (b, body)",
          "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'children_torn'::regclass", // as a failed build leaves it
          "ANALYZE parents, children"
        ])
        const seen = yield* (yield* DatabaseInsight).snapshot
        expect(indexesOf(seen, "children")).toEqual([
          ["invalid", "children_torn", null, "REINDEX INDEX CONCURRENTLY public.children_torn"],
          [
            "missing",
            null,
            "the foreign key children_parent_fkey",
            "CREATE INDEX CONCURRENTLY ON public.children (parent)"
          ],
          ["duplicate", "children_a", "children_a_b", "DROP INDEX CONCURRENTLY public.children_a"],
          [
            "duplicate",
            "children_id_again",
            "children_pkey",
            "DROP INDEX CONCURRENTLY public.children_id_again"
          ],
          ["unused", "children_body", null, "DROP INDEX CONCURRENTLY public.children_body"]
        ])
        expect(indexesOf(seen, "parents")).toEqual([
          ["duplicate", "parents_tag", "parents_tag_key", "DROP INDEX CONCURRENTLY public.parents_tag"]
        ])
      })
  )

  it.effect("leaves one index of each that is read, whatever of what it names is dropped", () =>
    Effect.gen(function* () {
      const indexed = (table: string) => [
        `CREATE TABLE ${table} AS SELECT n AS customer, repeat('x', 80) AS pad FROM generate_series(1, 20000) AS n`,
        `CREATE INDEX ${table}_cust ON ${table} (customer)`,
        `CREATE INDEX ${table}_wide ON ${table} (customer, pad)`,
        `ANALYZE ${table}`
      ]
      // Either index serves; which of them the planner takes is nothing to rely on.
      const read = (table: string, without: string) => [
        "BEGIN",
        `DROP INDEX ${without}`,
        `SELECT FROM ${table} WHERE customer = 7`,
        "ROLLBACK"
      ]
      yield* setUp([
        ...["narrow", "twice", "neither"].flatMap(indexed),
        "SET enable_seqscan = off",
        ...read("narrow", "narrow_wide"),
        ...read("twice", "twice_cust"),
        ...read("twice", "twice_wide")
      ])
      const seen = yield* (yield* DatabaseInsight).snapshot
      expect(indexesOf(seen, "narrow")).toEqual([
        ["unused", "narrow_wide", null, "DROP INDEX CONCURRENTLY public.narrow_wide"]
      ])
      expect(indexesOf(seen, "twice")).toEqual([
        ["duplicate", "twice_cust", "twice_wide", "DROP INDEX CONCURRENTLY public.twice_cust"]
      ])
      expect(indexesOf(seen, "neither")).toEqual([
        ["duplicate", "neither_cust", "neither_wide", "DROP INDEX CONCURRENTLY public.neither_cust"]
      ])
    })
  )

  it.effect("knows what is due for VACUUM, what runs out, and what is read whole", () =>
    Effect.gen(function* () {
      yield* setUp([
        "CREATE TABLE worn (id smallserial, n int) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.1)",
        "CREATE TABLE left_alone (n int) WITH (autovacuum_enabled = off)",
        "INSERT INTO worn (n) SELECT n FROM generate_series(1, 12000) AS n",
        "INSERT INTO left_alone SELECT n FROM generate_series(1, 2000) AS n",
        "ANALYZE worn",
        "UPDATE worn SET n = n + 1",
        "DELETE FROM left_alone",
        "SELECT count(*)::int FROM worn"
      ])
      const { limits, scans, vacuuming } = yield* (yield* DatabaseInsight).snapshot
      const tables = shown(vacuuming).tables
      expect(tables.find(({ table }) => table === "worn")).toMatchObject({ deadRows: 12_000, dueAt: 1_700 })
      expect(tables.find(({ table }) => table === "left_alone")).toMatchObject({
        deadRows: 2_000,
        dueAt: null
      })
      expect(shown(scans).find(({ table }) => table === "worn")).toMatchObject({
        rows: 12_000,
        indexScans: 0
      })
      const { sequences, wraparound } = shown(limits)
      expect(sequences.find(({ column }) => column === "worn.id")).toMatchObject({
        sequence: "worn_id_seq",
        last: 12_000,
        max: 32_767
      })
      const [oldest] = wraparound
      expect(oldest?.share).toBeGreaterThan(0)
      expect(oldest?.share).toBeLessThan(0.01)
    })
  )

  it.effect("names who keeps VACUUM from its work, and not who waits for it", () =>
    Effect.gen(function* () {
      yield* setUp(["CREATE TABLE held AS SELECT 1 AS n"])
      const url = Redacted.make(urlOf((yield* SuiteDatabase).admin))
      const session = Effect.gen(function* () {
        const run = yield* connect(url)
        const [row] = yield* run("SELECT pg_backend_pid()::text AS pid")
        return { run, pid: row?.["pid"] }
      })
      const seen = yield* Effect.gen(function* () {
        const [reader, holder] = [yield* session, yield* session]
        yield* holder.run("BEGIN")
        yield* holder.run("UPDATE held SET n = n + 1")
        yield* reader.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        yield* reader.run("SELECT n FROM held")
        yield* setUp(["CREATE TABLE later (n int)", "INSERT INTO later VALUES (1)", "DROP TABLE later"])
        const { vacuuming } = yield* (yield* DatabaseInsight).snapshot
        const held = shown(vacuuming).holders.filter(({ name }) => name === holder.pid || name === reader.pid)
        return { held, holder: holder.pid }
      }).pipe(Effect.scoped)
      expect(seen.held).toHaveLength(2)
      const holder = seen.held.find(({ name }) => name === seen.holder)
      // A snapshot reaches back to the oldest transaction of all databases: other tests may make the reader's older.
      const first = seen.held.find(({ transactions }) => transactions === holder?.transactions)
      expect(first?.name).toBe(seen.holder)
    })
  )

  it.effect("says how statements are counted where they are not", () =>
    Effect.gen(function* () {
      const { statements } = yield* (yield* DatabaseInsight).snapshot
      expect(statements).toEqual({
        _tag: "Missing",
        reason: expect.stringContaining("add pg_stat_statements to shared_preload_libraries")
      })
    })
  )

  it.effect("works as an ordinary role, and says what that does not see and how to grant it", () =>
    Effect.gen(function* () {
      yield* setUp([
        "CREATE TABLE IF NOT EXISTS numbered (id smallserial)",
        "INSERT INTO numbered DEFAULT VALUES"
      ])
      const seen = yield* plainly
      expect(seen.remedy).toContain(`GRANT pg_monitor TO "${seen.server.role}"`)
      expect((yield* (yield* DatabaseInsight).snapshot).remedy).toBeUndefined()
      for (const part of ["indexes", "scans", "vacuuming", "limits", "replication"] as const) {
        expect(seen[part], part).toMatchObject({ _tag: "Shown" })
      }
      const { hiddenSequences, sequences } = shown(seen.limits)
      expect(hiddenSequences).toBeGreaterThan(0)
      expect(sequences.map(({ sequence }) => sequence)).not.toContain("numbered_id_seq")
    })
  )

  it.effect("waits for nobody who alters a table", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      yield* setUp([
        "CREATE TABLE altered AS SELECT n AS id, repeat('x', 80) AS body FROM generate_series(1, 20000) AS n",
        "CREATE INDEX altered_body ON altered (body, id)",
        "ANALYZE altered",
        "SELECT count(*) FROM altered"
      ])
      const insight = yield* DatabaseInsight
      const seen = yield* Effect.scoped(
        Effect.gen(function* () {
          const session = yield* sql.reserve
          yield* session.executeUnprepared("BEGIN", [], undefined)
          yield* session.executeUnprepared("LOCK TABLE altered", [], undefined)
          return yield* insight.snapshot
        })
      )
      expect(shown(seen.scans).map(({ table }) => table)).toContain("altered")
      expect(indexesOf(seen, "altered")).toHaveLength(1)
      for (const part of ["indexes", "scans", "vacuuming", "limits", "replication"] as const) {
        expect(seen[part], part).toMatchObject({ _tag: "Shown" })
      }
    })
  )
})
