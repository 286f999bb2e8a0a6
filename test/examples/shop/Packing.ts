import { ExistingTables } from "aquifer"
import { Context, Effect, Layer, Schema } from "effect"
import { PersistedQueue } from "effect/persistence"
import { OrderLines } from "./Rows.ts"

/** Orders that wait to be packed; an offer made in a transaction is there once that commits. */
export class Packing extends Context.Service<Packing>()("shop/Packing", {
  make: Effect.gen(function* () {
    const queue = yield* PersistedQueue.make({ name: "packing", schema: Schema.Int })
    const offer = (orderId: number) => Effect.catchTag(queue.offer(orderId), "SchemaError", Effect.die)
    return { offer, take: queue.take }
  })
}) {
  static readonly layerNoDeps = Layer.effect(Packing, Packing.make).pipe(
    Layer.provide(PersistedQueue.layer),
    Layer.provide(PersistedQueue.layerStoreSql({ pollInterval: "200 millis" })),
    Layer.provide(ExistingTables.layerSqlClient)
  )
}

/** Packs the order that has waited longest; one that could not be packed comes again. */
export const packNext = Effect.gen(function* () {
  const { take } = yield* Packing
  const { byOrder } = yield* OrderLines
  return yield* take(
    Effect.fnUntraced(function* (orderId) {
      const lines = yield* byOrder(orderId)
      yield* Effect.logInfo(`Packed order ${orderId}: ${lines.length} lines`)
      return orderId
    })
  )
})

/** Packs one order after the other for as long as the program runs; a failure is logged, and packing goes on. */
export const worker = Layer.effectDiscard(
  packNext.pipe(
    Effect.catch((failure) => Effect.delay(Effect.logWarning(failure), "1 second")),
    Effect.forever,
    Effect.forkScoped
  )
)
