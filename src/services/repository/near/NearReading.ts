import { Clock, type Context, Effect, Exit } from "effect"
import type { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import type { NearCache, NearCacheStats } from "./NearCacheOptions.ts"
import type { NearEntries } from "./NearEntries.ts"

interface ReadingParts<Key, Value> {
  readonly entries: NearEntries<Key, Value>
  readonly holds: (key: Key, value: Value) => boolean
  readonly idOf: (key: Key) => unknown
  readonly partition: (context: Context.Context<never>) => string
  /** Whose transactions a question may be part of. */
  readonly sql: SqlClient.SqlClient
}

/** What a caller's context says. */
interface Caller {
  readonly context: Context.Context<never>
  readonly partition: string
  readonly isInTransaction: boolean
}

/** Answers from memory, and counts. A transaction may see what nobody else does: in one, memory is passed by. */
export class NearReading<Key, Value> {
  readonly #parts: ReadingParts<Key, Value>
  /** The last one: who asks often asks in one context, and to look into it takes longer than all else that a hit needs. */
  #caller: Caller | undefined
  #hits = 0
  #misses = 0
  #bypassed = 0

  constructor(parts: ReadingParts<Key, Value>) {
    this.#parts = parts
  }

  readonly peek: NearCache<Key, Value>["peek"] = (key, fiber) => {
    const { entries, idOf } = this.#parts
    const { isInTransaction, partition } = this.#callerOf(fiber.context)
    const held = isInTransaction ? undefined : entries.get(idOf(key), partition, fiber)
    if (held !== undefined) this.#hits++
    return held
  }

  readonly begin: NearCache<Key, Value>["begin"] = (key, fiber) => {
    const { entries, holds, idOf } = this.#parts
    const { isInTransaction, partition } = this.#callerOf(fiber.context)
    if (!entries.isFed || isInTransaction) {
      this.#bypassed++
      return undefined
    }
    this.#misses++
    const load = entries.begin(idOf(key), partition)
    return {
      fill: (value) =>
        holds(key, value)
          ? entries.end(load, value, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
          : entries.drop(load),
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

  #callerOf(context: Context.Context<never>): Caller {
    if (this.#caller?.context !== context) {
      const partition = this.#parts.partition(context)
      this.#caller = { context, partition, isInTransaction: this.#isInTransaction(context) }
    }
    return this.#caller
  }

  /** A question of another pool than the transaction's is for the database to refuse. */
  #isInTransaction(context: Context.Context<never>): boolean {
    const { sql } = this.#parts
    return (
      Operation.inTransaction(sql, context) ||
      AskedTransaction.refusal(context, sql.transactionService) !== undefined
    )
  }
}
