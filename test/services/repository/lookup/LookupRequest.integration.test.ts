import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, Identity, kitSchema, Lookup, Migration } from "aquifer"
import { Deferred, Effect, Fiber, Option, type Request, RequestResolver, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const Sku = Schema.String.pipe(Schema.brand("Sku"))
const Product = Schema.Struct({ sku: Sku, name: Schema.String })

/** Products that row security shows to whom they belong, and the keys that went out in each statement. */
const makeProducts = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const statements: Array<ReadonlyArray<string>> = []
  const holding: Array<Effect.Effect<void>> = []
  const products = yield* Lookup.make({
    name: "Products",
    key: Sku,
    value: Product,
    keyOf: ({ sku }) => sku,
    find: (skus) => {
      statements.push(skus)
      return Effect.andThen(
        holding.shift() ?? Effect.void,
        sql`SELECT sku, name FROM products WHERE sku = ANY(${skus})`
      )
    }
  })
  return { products, statements, holding, request: Lookup.request(products.resolver) }
})

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  yield* sql`CREATE TABLE products (sku text PRIMARY KEY, name text NOT NULL, owner text)`
  yield* sql`ALTER TABLE products ENABLE ROW LEVEL SECURITY`
  yield* sql`CREATE POLICY own ON products USING (owner IS NULL
    OR owner = nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')`
  yield* sql`CREATE POLICY writing ON products FOR INSERT WITH CHECK (true)`
  yield* sql`GRANT ALL ON products TO PUBLIC`
  yield* sql`INSERT INTO products VALUES ('tea', 'tea', NULL), ('pot', 'pot', NULL), ('own', 'of ann', 'ann')`
})

const withProducts = (route: Route) => suiteClient(route, tables)

const [tea, pot, own] = ["tea", "pot", "own"].map((sku) => Sku.make(sku)) as [
  typeof Sku.Type,
  typeof Sku.Type,
  typeof Sku.Type
]

const unbounded = { concurrency: "unbounded" } as const

/** Asks as one batch of Effect's own, of two, which works in the fiber of whoever came first. */
const batched = <R extends Request.Any>(resolver: RequestResolver.RequestResolver<R>) =>
  resolver.pipe(RequestResolver.setDelayEffect(Effect.never), RequestResolver.batchN(2))

const as = (sub: string) => Identity.as({ claims: { sub } })

/** Never run: that it compiles, or does not where it is marked, is the test. */
export const uses = Effect.gen(function* () {
  const { products } = yield* makeProducts
  const found: Option.Option<typeof Product.Type> = yield* Lookup.request(tea, products.resolver)
  // @ts-expect-error a text is no key of this lookup
  yield* Lookup.request("tea", products.resolver)
  // @ts-expect-error nor where the resolver comes first
  yield* Lookup.request(products.resolver)("tea")
  // @ts-expect-error a lookup is no resolver
  yield* Lookup.request(tea, products)
  // @ts-expect-error there is a value only once its option was looked at
  const name: string = (yield* Lookup.request(tea, products.resolver)).name
  return [found, name]
})

for (const route of routes) {
  layer(withProducts(route), { excludeTestServices: true })(`Requests of a lookup, ${route}`, (it) => {
    it.effect("share round trips with each other and with whoever else looks up", () =>
      Effect.gen(function* () {
        const { products, request, statements } = yield* makeProducts
        const found = yield* Effect.all([request(tea), products.find(pot), request(tea)], unbounded)
        expect(found.map(Option.map(({ name }) => name))).toEqual(["tea", "pot", "tea"].map(Option.some))
        expect(statements).toEqual([["tea", "pot"]])
      })
    )

    it.effect("are kept by a resolver that keeps", () =>
      Effect.gen(function* () {
        const { products, statements } = yield* makeProducts
        const cached = yield* RequestResolver.withCache(products.resolver, { capacity: 10 })
        yield* Lookup.request(tea, cached)
        yield* Lookup.request(tea, cached)
        expect(statements).toEqual([["tea"]])
      })
    )

    it.effect("end each by its own deadline, whoever was the first", () =>
      Effect.gen(function* () {
        const { holding, products, request } = yield* makeProducts
        const answer = yield* Deferred.make<void>()
        holding.push(Deferred.await(answer))
        const together = batched(products.resolver)
        const asking = yield* Deferred.make<void>()
        const short = yield* Deferred.succeed(asking, undefined).pipe(
          Effect.andThen(Lookup.request(tea, together)),
          Deadline.within("50 millis"),
          Effect.flip,
          Effect.forkChild
        )
        yield* Deferred.await(asking)
        yield* Effect.yieldNow
        const patient = yield* Effect.forkChild(Lookup.request(pot, together))
        expect(yield* Fiber.join(short)).toMatchObject({ _tag: "DeadlineExceeded" })
        yield* Effect.flip(Deadline.within("50 millis")(Effect.never)) // whatever else the first one's time would end
        yield* Deferred.succeed(answer, undefined)
        expect(Option.isSome(yield* Fiber.join(patient))).toBe(true)
        expect(Option.isSome(yield* request(tea))).toBe(true)
      })
    )

    it.effect("are of whoever asks, whoever was the first", () =>
      Effect.gen(function* () {
        const { products } = yield* makeProducts
        const together = batched(products.resolver)
        const ask = Effect.map(Lookup.request(own, together), Option.isSome)
        const seen = yield* Effect.all([as("ann")(ask), ask, as("bob")(ask), as("ann")(ask)], unbounded)
        expect(seen).toEqual([true, false, false, true])
      })
    )

    it.effect("are on the connection of a transaction around who asks, and on no other's", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { products } = yield* makeProducts
        const together = batched(products.resolver)
        const isNew = Effect.map(Lookup.request(Sku.make("new"), together), Option.isSome)
        const inside = sql`INSERT INTO products VALUES ('new', 'new')`.pipe(
          Effect.andThen(Effect.flatMap(isNew, Effect.fail)),
          sql.withTransaction,
          Effect.flip
        )
        expect(yield* Effect.all([inside, isNew], unbounded)).toEqual([true, false])
      })
    )

    it.effect("leave the others theirs when one is interrupted", () =>
      Effect.gen(function* () {
        const { holding, request } = yield* makeProducts
        const answer = yield* Deferred.make<void>()
        holding.push(Deferred.await(answer))
        const gone = yield* Effect.forkChild(request(tea), { startImmediately: true })
        const stays = yield* Effect.forkChild(request(tea), { startImmediately: true })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(gone)
        yield* Deferred.succeed(answer, undefined)
        expect(Option.isSome(yield* Fiber.join(stays))).toBe(true)
      })
    )
  })
}
