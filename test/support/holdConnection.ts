import type { PooledSqlClient } from "aquifer"
import { Effect, Fiber, Latch } from "effect"

/** Holds one of a pool's connections in a transaction, until it is let go. */
export const holdConnection = Effect.fnUntraced(function* (sql: Pick<PooledSqlClient, "withTransaction">) {
  const taken = yield* Latch.make(false)
  const letGo = yield* Latch.make(false)
  const holder = yield* Effect.forkChild(sql.withTransaction(Effect.andThen(taken.open, letGo.await)))
  yield* taken.await
  return { letGo: Effect.andThen(letGo.open, Fiber.join(holder)) }
})
