import { NodeRuntime } from "@effect/platform-node"
import { PooledPg } from "aquifer"
import { Console, Effect, Layer } from "effect"
import { Products, Sku } from "./Catalogue.ts"

const sku = Sku.make("T-1")
const supplier = Effect.succeed({ sku, name: "tea", priceCents: 450, stock: 10 })

const program = Effect.gen(function* () {
  const products = yield* Products
  const pool = yield* PooledPg
  const callers = Array.from({ length: 1000 }, () => products.getOrLoad(sku, supplier))
  const [tea] = yield* Effect.all(callers, { concurrency: "unbounded" })
  const { acquired, max } = yield* pool.stats
  yield* Console.log(tea, `${acquired} statements on at most ${max} connections`)
})

const layer = Products.layerNoDeps.pipe(
  Layer.provide(PooledPg.layerSqlClient),
  Layer.provideMerge(PooledPg.layer)
)

program.pipe(Effect.provide(layer), NodeRuntime.runMain)
