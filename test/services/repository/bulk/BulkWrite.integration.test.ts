import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { importAll } from "../../../examples/importCatalogue.ts"
import { type Fate, faultProxy, once } from "../../../support/FaultProxy.ts"
import { routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { inserting, products, refusal, replacing, stored, withTables } from "./catalogue.ts"

for (const route of routes) {
  layer(withTables(route), { excludeTestServices: true })(`Rows in bulk, ${route}`, (it) => {
    it.effect("are imported as the example of the documentation says", () =>
      Effect.gen(function* () {
        const written = readFileSync(new URL("../../../examples/importCatalogue.ts", import.meta.url), "utf8")
        const comment = readFileSync(
          new URL("../../../../src/services/repository/bulk/BulkWrite.ts", import.meta.url),
          "utf8"
        )
        const [, example = ""] = / \* ```ts\n([^]*?) \* ```/.exec(comment) ?? []
        expect(example.replace(/^ \* ?/gm, "")).toBe(written)
        const given = products("example", 3).map(({ name, priceCents, sku }) => ({ sku, name, priceCents }))
        expect(yield* importAll(given)).toEqual({ inserted: 3, updated: 0, unchanged: 0 })
      })
    )

    it.effect("fail as a whole where one is there, and nothing is written", () =>
      Effect.gen(function* () {
        const { all } = yield* inserting
        const rows = products("plain", 12_000)
        expect(yield* all(rows.slice(11_999))).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
        expect(refusal(yield* Effect.exit(all(rows)))).toMatchObject({
          service: "Products",
          operation: "insert",
          reason: { _tag: "ConstraintViolated", constraint: "products_pkey", statement: "rolled back" }
        })
        expect(yield* stored("plain")).toHaveLength(1)
      })
    )

    it.effect("that two write at once wait for each other, and are done", () =>
      Effect.gen(function* () {
        const { all } = yield* replacing
        const rows = products("both", 9_000, "x".repeat(200))
        const names = ["one", "other"]
        const answers = yield* Effect.forEach(
          names,
          (name) =>
            all(
              (name === "one" ? rows : rows.toReversed()).map((row) => ({
                ...row,
                name: `${name} ${row.name}`
              }))
            ),
          { concurrency: "unbounded" }
        )
        expect(answers.map(({ inserted }) => inserted).toSorted((a, b) => a - b)).toEqual([0, 9_000])
        const found = new Set((yield* stored("both")).map(({ name }) => name.split(" ")[0]))
        expect(found.size).toBe(1)
      })
    )

    it.effect("are part of the transaction around them", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { all } = yield* replacing
        const exit = yield* all(products("undone", 9_000)).pipe(
          Effect.andThen(Effect.fail("changed my mind" as const)),
          sql.withTransaction,
          Effect.exit
        )
        expect(refusal(exit)).toBe("changed my mind")
        expect(yield* stored("undone")).toEqual([])
        yield* sql.withTransaction(Effect.andThen(all(products("done", 2)), all(products("done", 4))))
        expect(yield* stored("done")).toHaveLength(4)
      })
    )
  })
}

/** The rows on a pool through a proxy, on the suite's database. */
const proxied = Effect.gen(function* () {
  const { app } = yield* SuiteDatabase
  const endpoint = app("direct")
  const proxy = yield* faultProxy(endpoint)
  const pool = PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 2, min: 0 } })
  const context = yield* Layer.build(Layer.fresh(Layer.provideMerge(PooledPg.layerSqlClient, pool)))
  return { proxy, ...(yield* Effect.provideContext(inserting, context)) }
})

layer(withTables("direct"), { excludeTestServices: true })(
  "When a connection dies under rows in bulk",
  (it) => {
    const fates: ReadonlyArray<Fate> = ["cut", "cut answer", "reset in answer"]
    for (const fate of fates) {
      it.effect(`(${fate}), all of them are written again, and once`, () =>
        Effect.gen(function* () {
          const { all, proxy } = yield* proxied
          const rows = products(fate.replaceAll(" ", "-"), 12_000, "x".repeat(500))
          proxy.decide = once(rows[7_000]?.sku ?? "", fate)
          expect(yield* all(rows)).toEqual({ inserted: 12_000, updated: 0, unchanged: 0 })
          expect(proxy.accepted).toBe(2)
        })
      )
    }
  }
)
