import { expect, layer } from "@effect/vitest"
import { kitSchema, Migration, PooledPg, Transaction } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { defineRelations, eq, sql } from "drizzle-orm"
import { EffectDrizzleQueryError } from "drizzle-orm/effect-core"
import * as PgDrizzle from "drizzle-orm/effect-postgres"
import { bigint, integer, jsonb, numeric, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core"
import { Cause, Effect, Exit, Layer } from "effect"

const products = pgTable("products", {
  sku: text().primaryKey(),
  priceCents: integer("price_cents").notNull(),
  sold: bigint({ mode: "bigint" }).notNull(),
  weight: numeric().notNull(),
  tags: text().array().notNull(),
  more: jsonb().$type<{ readonly colour: string }>().notNull(),
  addedAt: timestamp("added_at", { withTimezone: true }).notNull()
})
const orders = pgTable("orders", {
  id: integer().generatedAlwaysAsIdentity().primaryKey(),
  customer: text().notNull()
})
const lines = pgTable(
  "lines",
  { orderId: integer("order_id").notNull(), sku: text().notNull(), quantity: integer().notNull() },
  (table) => [primaryKey({ columns: [table.orderId, table.sku] })]
)

const relations = defineRelations({ products, orders, lines }, (relate) => ({
  orders: { lines: relate.many.lines({ from: relate.orders.id, to: relate.lines.orderId }) },
  lines: {
    product: relate.one.products({ from: relate.lines.sku, to: relate.products.sku, optional: false })
  }
}))

const shop = Migration.ofSet("shop", [
  {
    id: 1,
    name: "shop",
    up: [
      `CREATE TABLE products (sku text PRIMARY KEY, price_cents integer NOT NULL, sold bigint NOT NULL, weight numeric NOT NULL,
        tags text[] NOT NULL, more jsonb NOT NULL, added_at timestamptz NOT NULL)`,
      "CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL)",
      `CREATE TABLE lines (order_id integer REFERENCES orders, sku text REFERENCES products, quantity integer NOT NULL,
        PRIMARY KEY (order_id, sku))`
    ]
  }
])

const client = (through: "pooled" | "direct") =>
  PooledPg.layerPgClient.pipe(
    Layer.provideMerge(Testing.layer({ migrations: [...kitSchema, ...shop], through }))
  )

const tea = {
  sku: "T-1",
  priceCents: 450,
  sold: 9_007_199_254_740_993n,
  weight: "0.100",
  tags: ["green", 'it\'s "loose"'],
  more: { colour: "green" },
  addedAt: new Date("2026-01-31T23:59:59.999Z")
}

/** Drizzle wraps what the database failed with; as it is, a transaction that met a deadlock is repeated. */
const unwrapped = <A, E, R>(query: Effect.Effect<A, E, R>) =>
  Effect.mapError(query, (error) =>
    error instanceof EffectDrizzleQueryError && Cause.isCause(error.cause) ? Cause.squash(error.cause) : error
  )

for (const through of ["pooled", "direct"] as const) {
  layer(client(through), { excludeTestServices: true })(
    `Drizzle on PooledPg.layerPgClient, ${through}`,
    (it) => {
      it.effect("works as the role that makes nothing, and reads every value as it was written", () =>
        Effect.gen(function* () {
          const db = yield* PgDrizzle.makeWithDefaults({ relations })
          yield* db.insert(products).values([tea, { ...tea, sku: "P-7" }])
          expect(yield* db.select().from(products).where(eq(products.sku, "T-1"))).toEqual([tea])
          expect(Exit.isFailure(yield* Effect.exit(db.execute(sql`CREATE TABLE made (id int)`)))).toBe(true)
        })
      )

      it.effect("finds orders with their lines and products by its relations, in one statement", () =>
        Effect.gen(function* () {
          const db = yield* PgDrizzle.makeWithDefaults({ relations })
          const placed = yield* db
            .insert(orders)
            .values([{ customer: "ann" }, { customer: "bob" }])
            .returning()
          yield* db.insert(lines).values(
            placed.flatMap(({ id }) => [
              { orderId: id, sku: "T-1", quantity: 2 },
              { orderId: id, sku: "P-7", quantity: 1 }
            ])
          )
          const { stats } = yield* PooledPg
          const { acquired } = yield* stats
          const found = yield* db.query.orders.findMany({
            columns: { customer: true },
            orderBy: { id: "asc" },
            with: { lines: { columns: { quantity: true }, orderBy: { sku: "asc" }, with: { product: true } } }
          })
          expect((yield* stats).acquired - acquired).toBe(1)
          const withLines = (customer: string) => ({
            customer,
            lines: [
              { quantity: 1, product: { ...tea, sku: "P-7" } },
              { quantity: 2, product: tea }
            ]
          })
          expect(found).toEqual([withLines("ann"), withLines("bob")])
        })
      )

      it.effect(
        "commits and rolls back in transactions of its own, one within another, at an isolation",
        () =>
          Effect.gen(function* () {
            const db = yield* PgDrizzle.makeWithDefaults({ relations })
            const customers = Effect.map(db.select({ customer: orders.customer }).from(orders), (rows) =>
              rows.map(({ customer }) => customer).filter((customer) => customer.startsWith("t "))
            )
            const place = (customer: string) => db.insert(orders).values({ customer: `t ${customer}` })
            yield* db.transaction(
              (tx) =>
                Effect.gen(function* () {
                  yield* tx.insert(orders).values({ customer: "t outer" })
                  yield* Effect.exit(
                    tx.transaction((inner) =>
                      Effect.andThen(inner.insert(orders).values({ customer: "t inner" }), Effect.fail("no"))
                    )
                  )
                  const { rows } = yield* tx.execute<{ transaction_isolation: string }>(
                    sql`SHOW transaction_isolation`
                  )
                  expect(rows).toEqual([{ transaction_isolation: "serializable" }])
                }),
              { isolationLevel: "serializable" }
            )
            yield* Effect.exit(db.transaction(() => Effect.andThen(place("undone"), Effect.fail("no"))))
            expect(yield* customers).toEqual(["t outer"])
          })
      )

      it.effect("is in the transactions of Aquifer, which are repeated as a whole", () =>
        Effect.gen(function* () {
          const db = yield* PgDrizzle.makeWithDefaults({ relations })
          const happened = yield* Fault.deadlockOnce("orders")
          const placed = yield* db
            .insert(orders)
            .values({ customer: "repeated" })
            .returning()
            .pipe(unwrapped, Transaction.run())
          expect([yield* happened, placed.length]).toEqual([true, 1])
          yield* Effect.exit(
            db
              .insert(orders)
              .values({ customer: "never" })
              .pipe(Effect.andThen(Effect.fail("no")), Transaction.run())
          )
          const rows = yield* db.select().from(orders).where(eq(orders.customer, "never"))
          expect(rows).toEqual([])
        })
      )
    }
  )
}
