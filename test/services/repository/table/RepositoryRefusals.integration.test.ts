import { expect, layer } from "@effect/vitest"
import { DataError } from "aquifer"
import { Effect, Exit, Option, Stream } from "effect"
import { range } from "../../../support/range.ts"
import { Lines, NameTaken, Orders, places, product, Products, type Sku, sku } from "./Shop.ts"

const unbounded = { concurrency: "unbounded" } as const

const reasonOf = (error: unknown) => (error instanceof DataError ? error.reason : undefined)

/** Never run: that it does not compile where it is marked is the test. */
export const uses = Effect.gen(function* () {
  const orders = yield* Orders
  // @ts-expect-error the database makes the id, so that no row has one to be replaced by
  yield* orders.upsert({ customer: "ann" })
  // @ts-expect-error nor to be stored by
  yield* orders.getOrLoad(1, Effect.succeed({ customer: "ann" }))
})

for (const [place, twin] of places) {
  layer<Products | Lines | Orders, unknown>(twin, { excludeTestServices: true })(
    `A repository, ${place}`,
    (it) => {
      it.effect("names the field of a value that Postgres cannot hold, before anything is sent", () =>
        Effect.gen(function* () {
          const [products, lines] = [yield* Products, yield* Lines]
          const nul = sku("a\0b")
          const row = product("a\0b")
          const asked: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>]> = [
            ["sku", products.find(nul)],
            ["sku", products.get(nul)],
            ["sku", products.exists(nul)],
            ["sku", products.findMany([sku("tea"), nul])],
            ["sku", products.remove(nul)],
            ["sku", products.getOrLoad(nul, Effect.succeed(row))],
            ["name", products.byName("a\0b")],
            ["id", lines.find({ orderId: 1, line: 2 ** 60 })],
            ["row.sku", products.insert(row)],
            ["row.name", products.upsert({ ...row, sku: sku("ab") })],
            ["row.name", products.update({ ...row, sku: sku("ab"), version: 1 })]
          ]
          for (const [field, act] of asked) {
            expect(reasonOf(yield* Effect.flip(act))).toMatchObject({
              _tag: "Rejected",
              field,
              statement: "did not run"
            })
          }
        })
      )

      it.effect("makes a violated constraint the domain's own error, and leaves the neighbours theirs", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* products.insert(product("taken"))
          const exits = yield* Effect.forEach(
            range(20),
            (index) =>
              Effect.exit(
                products.insert({
                  ...product(`neighbour ${index}`),
                  ...(index === 7 ? { name: "taken" } : undefined)
                })
              ),
            unbounded
          )
          expect(exits.flatMap((exit, index) => (Exit.isFailure(exit) ? [index] : []))).toEqual([7])
          expect(yield* Effect.flip(products.insert({ ...product("other"), name: "taken" }))).toEqual(
            new NameTaken({ name: "taken" })
          )
          const same = yield* Effect.flip(products.insert(product("taken")))
          expect(reasonOf(same)).toMatchObject({ _tag: "ConstraintViolated", constraint: "products_pkey" })
        })
      )

      it.effect("leaves nothing of rows of which one is refused", () =>
        Effect.gen(function* () {
          const lines = yield* Lines
          const line = { orderId: 991, line: 1, sku: sku("whole") }
          expect(reasonOf(yield* Effect.flip(lines.insertMany([line, line])))).toMatchObject({
            _tag: "ConstraintViolated",
            constraint: "lines_pkey"
          })
          expect(yield* lines.byOrder(991)).toEqual([])
        })
      )

      it.effect("counts the removal of a row that may come back", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* products.insert(product("back"))
          yield* products.remove(sku("back"))
          expect(yield* products.upsert(product("back"))).toMatchObject({ version: 3 })
        })
      )

      it.effect("refuses what the model's schemas do, before anything is asked", () =>
        Effect.gen(function* () {
          const products = yield* Products
          const long = "x".repeat(21) as typeof Sku.Type
          expect(
            reasonOf(yield* Effect.flip(products.insert({ ...product("ok"), sku: long })))
          ).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field: "row.sku"
          })
          expect(reasonOf(yield* Effect.flip(products.find(long)))).toMatchObject({
            _tag: "Rejected",
            field: "sku"
          })
          expect(reasonOf(yield* Effect.flip(products.remove(long)))).toMatchObject({
            _tag: "Rejected",
            field: "sku"
          })
        })
      )

      it.effect("refuses to replace rows by ids that the database makes, before anything is asked", () =>
        Effect.gen(function* () {
          const orders = yield* Orders
          const rows = [{ customer: "ann" }]
          const row = rows[0] as never // it does not compile
          const asked: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>]> = [
            ["upsert", orders.upsert(row)],
            ["getOrLoad", orders.getOrLoad(1, Effect.die("it is not loaded"))],
            ["findOrLoad", orders.findOrLoad(1, Effect.die("it is not loaded"))],
            ["insertMany", orders.insertMany(rows, { conflict: "replace" })],
            ["insertMany", orders.insertMany(Stream.fromIterable(rows), { conflict: "replace" })]
          ]
          for (const [operation, act] of asked) {
            const error = yield* Effect.flip(act)
            expect(error).toMatchObject({ operation })
            expect(reasonOf(error)).toMatchObject({
              _tag: "Rejected",
              field: "row.id",
              statement: "did not run"
            })
          }
          expect(yield* orders.query()).toEqual([])
        })
      )

      it.effect("refuses a row that was loaded for another id, and stores nothing", () =>
        Effect.gen(function* () {
          const [products, lines] = [yield* Products, yield* Lines]
          const line = { orderId: 7, line: 2, sku: sku("b") }
          const other = product("loaded for another")
          const asked: ReadonlyArray<readonly [string, string, Effect.Effect<unknown, unknown>]> = [
            ["getOrLoad", "sku", products.getOrLoad(sku("asked"), Effect.succeed(other))],
            ["findOrLoad", "sku", products.findOrLoad(sku("asked"), Effect.succeedSome(other))],
            ["getOrLoad", "id", lines.getOrLoad({ orderId: 7, line: 1 }, Effect.succeed(line))]
          ]
          for (const [operation, field, act] of asked) {
            expect(yield* Effect.flip(act)).toMatchObject({
              operation,
              reason: { _tag: "Rejected", field, statement: "did not run" }
            })
          }
          expect(yield* products.find(sku("loaded for another"))).toEqual(Option.none())
          expect(yield* lines.byOrder(7)).toEqual([])
        })
      )
    }
  )
}
