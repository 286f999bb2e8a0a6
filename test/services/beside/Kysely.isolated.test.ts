import { expect, layer } from "@effect/vitest"
import { kitSchema, Migration } from "aquifer"
import { Testing } from "aquifer/testing"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler
} from "kysely"

interface Tables {
  readonly products: { readonly sku: string; readonly name: string; readonly stock: number }
}

/** Kysely as a builder of statements: it connects to nothing. */
const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler()
  }
})

/** Runs what it has built through the client of the fiber, in its transaction if there is one. */
const run = <Row>(query: Compilable<Row>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => {
    const { parameters, sql: text } = query.compile()
    return sql.unsafe<Row & object>(text, parameters)
  })

const shop = Migration.ofSet("shop", [
  {
    id: 1,
    name: "products",
    up: ["CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, stock int4 NOT NULL)"]
  }
])

layer(Testing.layer({ migrations: [...kitSchema, ...shop] }))("Kysely on the pooled endpoint", (it) => {
  it.effect("writes and reads, in the transactions of the client", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const insert = (sku: string) =>
        run(build.insertInto("products").values({ sku, name: "Lamp", stock: 3 }))
      yield* sql.withTransaction(Effect.all([insert("a-1"), insert("a-2")]))
      yield* Effect.exit(sql.withTransaction(Effect.andThen(insert("a-3"), Effect.fail("no"))))
      const found = yield* run(
        build.selectFrom("products").select(["sku", "stock"]).where("stock", ">", 2).orderBy("sku")
      )
      expect(found).toEqual([
        { sku: "a-1", stock: 3 },
        { sku: "a-2", stock: 3 }
      ])
    })
  )
})
