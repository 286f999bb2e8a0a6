import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Layer, Schema } from "effect"
import { Model } from "effect/schema"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

export const Sku = Schema.String.check(Schema.isMaxLength(20)).pipe(Schema.brand("Sku"))

export const sku = (name: string) => Sku.make(name)

/** A product of a price, so that tests do not meet each other's. */
export const product = (name: string, priceCents = 1) => ({ sku: sku(name), name, priceCents })

export class NameTaken extends Schema.TaggedError<NameTaken>()("NameTaken", { name: Schema.String }) {}

/** What an insert may leave to the database. */
const withDefault = <S extends Schema.Top>(schema: S) =>
  Model.Field({ select: schema, insert: Schema.optionalKey(schema), update: Schema.optionalKey(schema) })

export class Product extends Model.Class<Product>("Product")({
  sku: Sku,
  name: Schema.String,
  priceCents: Schema.Int,
  stock: withDefault(Schema.Int),
  createdAt: Model.DateTimeInsertFromDate,
  version: Model.GeneratedByDb(Schema.Int),
  removedAt: Model.GeneratedByDb(Schema.NullOr(Schema.Date))
}) {}

export class Products extends Repository.Service<Products>()("shop/Products", {
  model: Product,
  tableName: "products",
  idColumn: "sku",
  versionColumn: "version",
  softDeleteColumn: "removedAt",
  lookups: {
    byName: Repository.unique("name"),
    byPrice: Repository.many("priceCents", { orderBy: { field: "name", direction: "descending" }, limit: 2 })
  },
  constraints: { products_name_key: ({ name }) => new NameTaken({ name }) }
}) {}

export class Order extends Model.Class<Order>("Order")({
  id: Model.GeneratedByDb(Schema.Int),
  customer: Schema.String
}) {}

export class Orders extends Repository.Service<Orders>()("shop/Orders", {
  model: Order,
  tableName: "orders",
  idColumn: "id"
}) {}

export class Line extends Model.Class<Line>("Line")({
  orderId: Schema.Int,
  line: Schema.Int,
  sku: Sku,
  packedIn: Model.GeneratedByDb(Schema.NullOr(Schema.BigInt))
}) {}

export class Lines extends Repository.Service<Lines>()("shop/Lines", {
  model: Line,
  tableName: "lines",
  idColumn: ["orderId", "line"],
  lookups: { byOrder: Repository.many("orderId") }
}) {}

export class Quote extends Model.Class<Quote>("Quote")({
  sku: Sku,
  cents: Schema.Int,
  freshUntil: Schema.Date
}) {}

/** What suppliers ask for, each for a while. */
export class Quotes extends Repository.Service<Quotes>()("shop/Quotes", {
  model: Quote,
  tableName: "quotes",
  idColumn: "sku",
  expiry: { column: "freshUntil", staleFor: "1 hour" },
  absenceTimeToLive: "1 hour"
}) {}

/** The shop's tables, made by what its repositories give for migrations. */
const changes = [
  Products.changesFor({
    create: true,
    feed: true,
    types: { stock: "integer NOT NULL DEFAULT 7 CHECK (stock >= 0)" }
  }),
  Orders.changesFor({ create: true }),
  Lines.changesFor({ create: true, types: { packedIn: "time" } }),
  Quotes.changesFor({ create: true, feed: true })
]

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  for (const { up } of changes) for (const statement of up) yield* sql.unsafe(statement)
})

/** A client on tables that are not there before. */
export const client = (route: Route) => suiteClient(route, Effect.andThen(Migration.run(kitSchema), tables))

export const onPostgres = (route: Route) =>
  Layer.mergeAll(Products.layerNoDeps, Orders.layerNoDeps, Lines.layerNoDeps, Quotes.layerNoDeps).pipe(
    Layer.provideMerge(client(route))
  )

export const inMemory = Layer.mergeAll(
  Products.layerMemoryWith({ generated: { stock: () => 7 } }),
  Orders.layerMemory,
  Lines.layerMemory,
  Quotes.layerMemory
)

/** The shop in every place, by its name: in memory, and on Postgres over each route. */
export const places = [
  ["memory", inMemory] as const,
  ...routes.map((route) => [route, onPostgres(route)] as const)
]
