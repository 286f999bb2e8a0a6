import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, kitSchema, Lookup, Migration } from "aquifer"
import { Cause, Deferred, type Duration, Effect, Exit, Fiber, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { example } from "../../../examples/lookup.ts"
import { range } from "../../../support/range.ts"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const Product = Schema.Struct({ sku: Schema.String, name: Schema.String, cents: Schema.Int })
const Sku = Schema.String.check(Schema.isNonEmpty())

const sku = (index: number): string => `S-${String(index).padStart(3, "0")}`

/** The products, and the keys that went out in each statement. */
const makeProducts = (
  options: Pick<
    Lookup.LookupOptions<string, string, unknown, object>,
    "most" | "loadedOnce" | "absenceTimeToLive"
  > = {}
) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const statements: Array<ReadonlyArray<string>> = []
    const products = yield* Lookup.make({
      name: "Products",
      key: Sku,
      value: Product,
      keyOf: ({ sku }) => sku,
      find: (skus) => {
        statements.push(skus)
        return sql`SELECT sku, name, cents FROM products WHERE sku = ANY(${skus})`
      },
      ...options
    })
    return { products, statements }
  })

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  yield* sql`CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, cents int NOT NULL, id int8 GENERATED ALWAYS AS IDENTITY)`
  yield* sql`GRANT ALL ON products TO PUBLIC`
  yield* sql`INSERT INTO products VALUES ('T-1', 'tea', 250), ('P-7', 'pot', 1900)`
  yield* sql`INSERT INTO products
    SELECT 'S-' || lpad(i::text, 3, '0'), 'product ' || i, i FROM generate_series(0, 199) AS i`
})

const withProducts = (route: Route) => suiteClient(route, tables)

const unbounded = { concurrency: "unbounded" } as const

const product = (index: number) => ({ sku: sku(index), name: `product ${index}`, cents: index })

for (const route of routes) {
  layer(withProducts(route), { excludeTestServices: true })(`A lookup, ${route}`, (it) => {
    it.effect("fails for whoever asks for a row that its schema does not take, and for nobody else", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const names = yield* Lookup.make({
          name: "Names",
          key: Sku,
          value: Schema.Struct({ sku: Schema.String, name: Schema.String.check(Schema.isMaxLength(9)) }),
          keyOf: ({ sku }) => sku,
          find: (skus) => sql`SELECT sku, name FROM products WHERE sku = ANY(${skus})`
        })
        const [good, ...bad] = yield* Effect.all(
          [names.find(sku(1)), Effect.flip(names.find(sku(10))), Effect.flip(names.get(sku(10)))],
          unbounded
        )
        expect(good).toEqual(Option.some({ sku: sku(1), name: "product 1" }))
        const many = yield* Effect.flip(names.findMany([sku(1), sku(10)]))
        for (const [failure, operation] of [
          [bad[0], "find"],
          [bad[1], "get"],
          [many, "findMany"]
        ] as const) {
          expect(failure).toMatchObject({
            service: "Names",
            operation,
            reason: { _tag: "Rejected", statement: "unknown", field: "name" }
          })
        }
      })
    )

    it.effect("answers each caller of a moment by one statement, in which a key stands once", () =>
      Effect.gen(function* () {
        const { products, statements } = yield* makeProducts()
        const asked = [...range(200), ...range(200), 777]
        const found = yield* Effect.forEach(asked, (index) => products.find(sku(index)), unbounded)
        expect(found).toEqual(
          asked.map((index) => (index < 200 ? Option.some(product(index)) : Option.none()))
        )
        expect(statements).toEqual([[...range(200), 777].map(sku)])
      })
    )

    it.effect("gets a value, or fails with what says that there is none", () =>
      Effect.gen(function* () {
        const { products } = yield* makeProducts()
        expect(yield* products.get(sku(3))).toEqual(product(3))
        const failure = yield* Effect.flip(products.get("none"))
        expect(Cause.isNoSuchElementError(failure)).toBe(true)
        expect(failure.message).toBe("Products has nothing for the key")
      })
    )

    it.effect("finds many at once, no more in a statement than it may", () =>
      Effect.gen(function* () {
        const { products, statements } = yield* makeProducts({ most: 20 })
        const found = yield* products.findMany([...range(50), 3, 888].map(sku))
        expect([...found]).toEqual(range(50).map((index) => [sku(index), product(index)]))
        expect(statements.map(({ length }) => length)).toEqual([20, 20, 11])
        expect(yield* products.findMany([])).toEqual(new Map())
      })
    )

    it.effect("refuses what is no key before anything is sent", () =>
      Effect.gen(function* () {
        const { products, statements } = yield* makeProducts()
        const asking: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
          products.find(""),
          products.get(""),
          products.findMany(["a", ""]),
          products.find("a\0b"),
          products.findMany(["a", "\ud800"])
        ]
        for (const asked of asking) {
          expect(yield* Effect.flip(asked)).toMatchObject({
            service: "Products",
            reason: { _tag: "Rejected", field: "key", statement: "did not run" }
          })
        }
        expect(statements).toEqual([])
      })
    )

    it.effect("finds by a key of int8, which is a bigint, and tells whoever asks for it by a number", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const byId = <Id extends number | bigint>(id: Schema.Codec<Id, Id>) =>
          Lookup.make({
            name: "ProductIds",
            key: id,
            value: Schema.Struct({ id, sku: Schema.String }),
            keyOf: (row) => row.id,
            find: (ids) => sql`SELECT id, sku FROM products WHERE id = ANY(${ids})`
          })
        expect(yield* (yield* byId(Schema.BigInt)).get(1n)).toEqual({ id: 1n, sku: "T-1" })
        const wrong = yield* byId(Schema.Int)
        expect(yield* Effect.flip(wrong.find(1))).toMatchObject({
          reason: { _tag: "Rejected", message: expect.stringContaining("gives a bigint for a row") }
        })
      })
    )

    it.effect("fails for the key alone that the statement fails for", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const ratios = yield* Lookup.make({
          name: "Ratios",
          key: Schema.Int,
          value: Schema.Struct({ by: Schema.Int, ratio: Schema.Int }),
          keyOf: (row) => row.by,
          find: (by) => sql`SELECT by, 12 / by AS ratio FROM unnest(${by}::int[]) AS asked (by)`
        })
        const exits = yield* Effect.forEach([1, 2, 0, 3], (by) => Effect.exit(ratios.get(by)), unbounded)
        const [one, two, none, three] = exits
        expect([one, two, three].map((exit) => exit && Exit.isSuccess(exit) && exit.value.ratio)).toEqual([
          12, 6, 4
        ])
        expect(none && Option.getOrUndefined(Exit.findErrorOption(none))).toMatchObject({
          service: "Ratios",
          operation: "get",
          reason: { _tag: "Rejected", sqlState: "22012" }
        })
      })
    )

    it.effect("dies for the key alone at which the code that asks throws", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const names = yield* Lookup.make({
          name: "Names",
          key: Sku,
          value: Schema.Struct({ sku: Schema.String }),
          keyOf: ({ sku }) => sku,
          find: (skus) => {
            if (skus.includes(sku(3))) throw new Error("no statement")
            return sql`SELECT sku FROM products WHERE sku = ANY(${skus})`
          }
        })
        const exits = yield* Effect.forEach(
          range(5),
          (index) => Effect.exit(names.get(sku(index))),
          unbounded
        )
        expect(exits.map(Exit.isSuccess)).toEqual([true, true, true, false, true])
        expect(exits.map(Exit.hasDies)).toEqual([false, false, false, true, false])
      })
    )

    it.effect("asks on its transaction's connection inside one, and sees what that has written", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { products } = yield* makeProducts()
        const seen = yield* sql`INSERT INTO products VALUES ('new', 'new', 1)`.pipe(
          Effect.andThen(Effect.all([products.find("new"), products.findMany(["new", "none"])])),
          Effect.andThen(([one, many]) => Effect.fail([Option.isSome(one), many.size])),
          sql.withTransaction,
          Effect.flip
        )
        expect(seen).toEqual([true, 1])
        expect(yield* products.find("new")).toEqual(Option.none())
      })
    )

    it.effect("gives each caller the time that it has", () =>
      Effect.gen(function* () {
        const answer = yield* Deferred.make<ReadonlyArray<object>>()
        const slow = (within: Duration.Input) =>
          Lookup.make({
            name: "Slow",
            key: Schema.String,
            value: Product,
            keyOf: ({ sku }) => sku,
            find: () => Deferred.await(answer),
            within
          })
        const patient = yield* slow("30 seconds")
        const asking = yield* Effect.forkChild(patient.get("a"), { startImmediately: true })
        expect(yield* Effect.flip(Deadline.within("50 millis")(patient.get("a")))).toMatchObject({
          _tag: "DeadlineExceeded"
        })
        expect(yield* Effect.flip((yield* slow("50 millis")).find("a"))).toMatchObject({
          reason: { _tag: "DeadlineExceeded", message: expect.stringContaining("50ms") }
        })
        const tea = { sku: "a", name: "tea", cents: 1 }
        yield* Deferred.succeed(answer, [tea])
        expect(yield* Fiber.join(asking)).toEqual(tea)
      })
    )

    it.effect("loads what is not there once for all who ask, and finds it from then on", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { products } = yield* makeProducts()
        const loaded = { sku: "loaded", name: "loaded", cents: 9 }
        let loads = 0
        const load = Effect.suspend(() => {
          loads++
          return Effect.as(sql`INSERT INTO products VALUES ('loaded', 'loaded', 9)`, loaded)
        })
        const ask = products.getOrLoad("loaded", load)
        expect(yield* Effect.all([ask, ask, ask], unbounded)).toEqual([loaded, loaded, loaded])
        expect(yield* ask).toEqual(loaded)
        expect(loads).toBe(1)
        expect(yield* products.findOrLoad("nowhere", Effect.succeedNone)).toEqual(Option.none())
        expect(yield* Effect.flip(products.getOrLoad("fails", Effect.fail("no supplier")))).toBe(
          "no supplier"
        )
      })
    )

    it.effect("loads once among all who ask by the same table, where that is asked for", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        let loads = 0
        const [begun, goOn] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const load = Effect.gen(function* () {
          loads++
          yield* Deferred.succeed(begun, undefined)
          yield* Deferred.await(goOn)
          yield* sql`INSERT INTO products VALUES ('all', 'all', 9)`
          return { sku: "all", name: "all", cents: 9 }
        })
        // Two lookups have nothing in memory in common, as those of two processes.
        const ask = Effect.flatMap(makeProducts({ loadedOnce: "among all" }), ({ products }) =>
          products.getOrLoad("all", load)
        )
        const first = yield* Effect.forkChild(ask)
        yield* Deferred.await(begun)
        const second = yield* Effect.forkChild(ask)
        const leases = sql`SELECT 1 FROM aquifer_leases WHERE name LIKE 'Products %' AND holder IS NOT NULL`
        expect(yield* leases).toHaveLength(1)
        yield* Deferred.succeed(goOn, undefined)
        expect([(yield* Fiber.join(first)).cents, (yield* Fiber.join(second)).cents]).toEqual([9, 9])
        expect(loads).toBe(1)
      })
    )

    it.effect("remembers for a while that a load gave nothing, and forgets it when told to", () =>
      Effect.gen(function* () {
        const { products } = yield* makeProducts({ absenceTimeToLive: "1 hour" })
        const some = Effect.succeed(Option.some({ sku: "unknown", name: "made", cents: 1 }))
        expect(yield* products.findOrLoad("unknown", Effect.succeedNone)).toEqual(Option.none())
        expect(yield* products.findOrLoad("unknown", some)).toEqual(Option.none())
        yield* products.invalidate("unknown")
        expect(yield* products.findOrLoad("unknown", some)).toEqual(yield* some)
      })
    )

    it.effect("answers with a stale value, and loads it anew behind the caller", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        yield* sql`CREATE TABLE quotes (sku text PRIMARY KEY, cents int NOT NULL, until timestamptz NOT NULL)`
        yield* sql`GRANT ALL ON quotes TO PUBLIC`
        yield* sql`INSERT INTO quotes VALUES ('fresh', 1, now() + interval '1 h'), ('stale', 2, now() - interval '1 min'),
          ('old', 3, now() - interval '2 h')`
        const pooled = yield* SqlClient.SqlClient
        const quotes = yield* Lookup.make({
          name: "Quotes",
          key: Sku,
          value: Schema.Struct({ sku: Schema.String, cents: Schema.Int, until: Schema.Date }),
          keyOf: ({ sku }) => sku,
          find: (skus) => pooled`SELECT sku, cents, until FROM quotes WHERE sku = ANY(${skus})`,
          expiry: { at: ({ until }) => until, staleFor: "1 hour" }
        })
        const load = (sku: string) =>
          pooled<{ sku: string; cents: number; until: Date }>`
            UPDATE quotes SET cents = 9, until = now() + interval '1 h' WHERE sku = ${sku} RETURNING *`.pipe(
            Effect.flatMap(([row]) => (row === undefined ? Effect.die("no row") : Effect.succeed(row)))
          )
        const ask = (sku: string) => Effect.map(quotes.getOrLoad(sku, load(sku)), ({ cents }) => cents)
        expect(yield* Effect.all([ask("fresh"), ask("stale"), ask("old")])).toEqual([1, 2, 9])
        yield* Effect.repeat(ask("stale"), { until: (cents) => cents === 9 })
        yield* sql`DROP TABLE quotes`
      })
    )

    it.effect("loads for a caller inside a transaction alone, as nobody else sees what that stores", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { products } = yield* makeProducts()
        const letGo = yield* Deferred.make<void>()
        const outside = yield* Effect.forkChild(
          products.findOrLoad("inside", Effect.as(Deferred.await(letGo), Option.none())),
          { startImmediately: true }
        )
        const own = { sku: "inside", name: "own", cents: 1 }
        expect(yield* sql.withTransaction(products.getOrLoad("inside", Effect.succeed(own)))).toEqual(own)
        yield* Deferred.succeed(letGo, undefined)
        expect(yield* Fiber.join(outside)).toEqual(Option.none())
      })
    )

    it.effect("is what its documentation shows", () =>
      Effect.gen(function* () {
        expect(yield* example).toBe(2_150)
        const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")
        const shown = read("../../../../src/services/repository/lookup/Lookup.ts").replaceAll(/^ \* ?/gm, "")
        expect(shown).toContain(`\`\`\`ts\n${read("../../../examples/lookup.ts")}\`\`\``)
      })
    )
  })
}
