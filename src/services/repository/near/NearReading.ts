import { Clock, type Context, Effect, Exit, type Fiber } from "effect"
import type { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import type { NearCache, NearCacheStats } from "./NearCacheOptions.ts"
import type { NearEntries } from "./NearEntries.ts"

interface ReadingParts<Key, Value> {
  readonly entries: NearEntries<Key, Value>
  readonly idOf: (key: Key) => unknown
  readonly partition: (context: Context.Context<never>) => string
  /** Whose transactions a question may be part of. */
  readonly sql: SqlClient.SqlClient
}

/** Answers from memory, and counts. A transaction may see what nobody else does: in one, memory is passed by. */
export class NearReading<Key, Value> {
  readonly #parts: ReadingParts<Key, Value>
  #hits = 0
  #misses = 0
  #bypassed = 0

  constructor(parts: ReadingParts<Key, Value>) {
    this.#parts = parts
  }

  readonly peek: NearCache<Key, Value>["peek"] = (key, fiber) => {
    const { entries, idOf, partition } = this.#parts
    const held = entries.get(idOf(key), partition(fiber.context), fiber)
    if (held === undefined || this.#isInTransaction(fiber)) return undefined
    this.#hits++
    return held
  }

  readonly begin: NearCache<Key, Value>["begin"] = (key, fiber) => {
    const { entries, idOf, partition } = this.#parts
    if (!entries.isFed || this.#isInTransaction(fiber)) {
      this.#bypassed++
      return undefined
    }
    this.#misses++
    const load = entries.begin(idOf(key), partition(fiber.context))
    return {
      fill: (value) => entries.end(load, value, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()),
      drop: () => entries.drop(load)
    }
  }

  readonly get: NearCache<Key, Value>["get"] = (key, load) =>
    Effect.withFiber((fiber) => {
      const held = this.peek(key, fiber)
      if (held !== undefined) return held
      const begun = this.begin(key, fiber)
      if (begun === undefined) return load
      return Effect.onExitPrimitive(load, (exit) => {
        if (Exit.isSuccess(exit)) begun.fill(exit.value)
        else begun.drop()
        return undefined
      })
    })

  get stats(): NearCacheStats {
    const { entries } = this.#parts
    return {
      listening: entries.isFed,
      entries: entries.size,
      bytes: entries.bytes,
      loading: entries.loading,
      hits: this.#hits,
      misses: this.#misses,
      bypassed: this.#bypassed
    }
  }

  /** A question of another pool than the transaction's is for the database to refuse. */
  #isInTransaction({ context }: Fiber.Fiber<unknown, unknown>): boolean {
    const { sql } = this.#parts
    return (
      Operation.inTransaction(sql, context) ||
      AskedTransaction.refusal(context, sql.transactionService) !== undefined
    )
  }
}
