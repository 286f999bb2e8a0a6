import { Context, Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { SingleFlight } from "../../../layers/resilience/SingleFlight.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"

type Find<Key, Value> = (key: Key) => Effect.Effect<Option.Option<Value>, DataError>

/** Loads what was not found, once a key in this process, however many ask. */
export type FindOrLoad<Key, Value> = <E, R>(
  key: Key,
  load: Effect.Effect<Option.Option<Value>, E, R>
) => Effect.Effect<Option.Option<Value>, DataError | E, R>

export interface LoadParts<Key, Value> {
  /** Whose transactions a caller may be inside of. */
  readonly sql: Pick<SqlClient.SqlClient, "transactionService">
  readonly find: Find<Key, Value>
  /** What tells keys apart. */
  readonly sent: (key: Key) => unknown
}

/**
 * Makes the function that loads what is not there.
 *
 * Whoever begins a load looks once more, as the one before may have ended since it looked. A caller inside a transaction
 * loads by itself: what it stores there must not be seen by others before it commits.
 */
export const make = <Key, Value>({ find, sent, sql }: LoadParts<Key, Value>): FindOrLoad<Key, Value> => {
  const flights = new SingleFlight<Option.Option<Value>>()
  const findOr = <E, R>(key: Key, otherwise: Effect.Effect<Option.Option<Value>, E, R>) =>
    Effect.flatMap(find(key), (found) => (Option.isSome(found) ? Effect.succeed(found) : otherwise))
  return (key, load) =>
    findOr(
      key,
      Effect.contextWith((context) => {
        if (Operation.inTransaction(sql, context)) return load
        const asked = sent(key)
        const partition = Context.get(context, CurrentIdentity.Partition)
        return flights.run(`${partition}\0${typeof asked} ${String(asked)}`, findOr(key, load))
      })
    )
}
