import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration } from "aquifer"
import { Context, Effect, Layer, Option, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { polling } from "../../../support/ChangingShop.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"
import { type Kind, kinds } from "./nearKinds.ts"

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const statements = [
    "CREATE EXTENSION citext",
    "CREATE TYPE near_tier AS ENUM ('free', 'pro')",
    "CREATE DOMAIN near_code AS varchar(3)",
    "CREATE DOMAIN near_name AS citext",
    "CREATE COLLATION near_folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    ...kinds.flatMap(({ up }) => up)
  ]
  for (const statement of statements) yield* sql.unsafe(statement)
})

/** How writers have values written: otherwise than by default in all that can be set. */
const settings = {
  DateStyle: "SQL, DMY",
  IntervalStyle: "iso_8601",
  TimeZone: "Asia/Kathmandu",
  extra_float_digits: "0",
  bytea_output: "escape",
  lc_monetary: "POSIX"
}

const unusual = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`)

/** A client that counts what is asked of tables. */
const counting = (sql: SqlClient.SqlClient) => {
  let asked = 0
  const counted = new Proxy(sql, {
    apply: (target, self, given: ReadonlyArray<unknown>) => {
      const [text] = given
      if (Array.isArray(text) && String(text[0]).trim().startsWith("SELECT")) asked++
      return Reflect.apply(target, self, given)
    }
  })
  return { counted, asked: () => asked }
}

const spaced = Schedule.spaced("5 millis")

/** A repository with its rows in memory, and what its callers and others do. */
const using = Effect.fnUntraced(function* ({ service, table }: Kind) {
  const pooled = yield* SqlClient.SqlClient
  const direct = Option.getOrElse(yield* Effect.serviceOption(DirectPg), () => ({ sql: pooled }))
  const { asked, counted } = counting(pooled)
  const client = Layer.succeed(SqlClient.SqlClient, counted)
  const near = Layer.provide(service.layerNear({ timeToLive: "1 hour" }), client)
  const repository = Context.get(yield* Layer.build(near), service)
  const found = (id: string) => Effect.map(repository.find(id), (row) => Option.getOrUndefined(row)?.n)
  /** How often the database is asked for the answer. */
  const cost = (id: string) =>
    Effect.suspend(() => {
      const before = asked()
      return Effect.map(found(id), () => asked() - before)
    })
  const remembered = (id: string) =>
    Effect.repeat(cost(id), { until: (times) => times === 0, schedule: spaced })
  let writes = 0
  /** What somebody else writes, who reaches the database the one way or the other. */
  const write = (statement: string) => {
    const sql = writes++ % 2 === 0 ? direct.sql : pooled
    return sql.withTransaction(
      Effect.andThen(
        sql.unsafe(`SELECT ${unusual.join(", ")}`),
        sql.unsafe(statement.replace("TABLE", table))
      )
    )
  }
  return { cost, found, remembered, repository, write }
})

const tried = Effect.fnUntraced(function* (kind: Kind) {
  const { cost, found, remembered, write } = yield* using(kind)
  const { columns, shown, values } = kind
  const forms = [shown, ...kind.forms]
  const insert = (n: number) => `INSERT INTO TABLE (${columns}, n) VALUES (${values}, ${n})`
  const update = (n: number) => `UPDATE TABLE SET n = ${n} WHERE (${columns}) = (${values})`
  /** Whoever has asked before is answered anew, in whatever form, and asks once more. */
  const fresh = (n?: number) =>
    Effect.forEach(forms, (form) =>
      Effect.repeat(found(form), { until: (is) => is === n, schedule: spaced }).pipe(
        Effect.andThen(found(form)),
        Effect.timeoutOrElse({
          duration: "30 seconds",
          orElse: () => Effect.die(new Error(`an old row of ${kind.name} is answered for ${String(form)}`))
        })
      )
    )
  yield* write(insert(0))
  if (kind.held) yield* remembered(shown)
  yield* fresh(0)
  yield* write(update(1))
  yield* fresh(1)
  yield* write("DELETE FROM TABLE")
  yield* fresh()
  yield* write(insert(2))
  yield* fresh(2)
  if (kind.held) yield* remembered(shown)
  else expect(yield* cost(shown), "a row").toBe(1)
  yield* write("DELETE FROM TABLE")
  yield* fresh()
  if (kind.absent) yield* remembered(shown)
  else expect(yield* cost(shown), "no row").toBe(1)
}, Effect.scoped)

for (const route of routes.slice(0, 2)) {
  const client = suiteClient(route, Effect.andThen(Migration.run(kitSchema), tables))
  layer(client, { excludeTestServices: true })(`Ids of every type and form, ${route}`, (it) => {
    it.effect.each(kinds)(
      "are answered from memory where the feed tells them, and anew elsewhere: $name",
      tried
    )

    it.effect(
      "are forgotten at once when their row is written here by another form",
      () =>
        Effect.gen(function* () {
          const uuids = kinds.filter(({ name }) => name === "uuids")
          for (const kind of uuids) {
            const { found, remembered, repository } = yield* using(kind)
            const [form = ""] = kind.forms
            yield* repository.insert({ id: form, n: 1 })
            for (const [n, write] of [repository.update, repository.upsert].entries()) {
              yield* remembered(kind.shown)
              yield* write({ id: form, n })
              expect(yield* found(kind.shown)).toBe(n)
            }
            yield* repository.remove(kind.shown)
          }
          expect(uuids).toHaveLength(1)
        }).pipe(polling) // which tells later
    )

    const removable = kinds.filter(({ forms, held }) => held && forms.length > 0)
    it.effect.each(removable)(
      "are forgotten at once when their row is removed here by another form: $name",
      (kind) =>
        Effect.gen(function* () {
          const { found, remembered, repository, write } = yield* using(kind)
          for (const form of kind.forms) {
            yield* write(`INSERT INTO TABLE (${kind.columns}, n) VALUES (${kind.values}, 7)`)
            yield* Effect.repeat(found(kind.shown), { until: (n) => n === 7, schedule: spaced })
            yield* remembered(kind.shown)
            expect(yield* repository.remove(form)).toBe(true)
            expect(yield* found(kind.shown)).toBeUndefined()
          }
        }).pipe(polling)
    )
  })
}
