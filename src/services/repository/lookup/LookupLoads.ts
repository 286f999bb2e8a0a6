import { Clock, Context, Duration, Effect, Option, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { SingleFlight } from "../../../layers/resilience/SingleFlight.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import * as OwnWrites from "../../../layers/transaction/OwnWrites.ts"
import * as Expiry from "./Expiry.ts"
import { KnownAbsences } from "./KnownAbsences.ts"
import type { Among } from "./LoadLease.ts"

/** What of loads is a matter of the service. */
export interface LoadOptions<Value> {
  /** When a value's time is over, so that it is loaded anew; never unless given. */
  readonly expiry?: Expiry.Expiry<Value> | undefined
  /** How long this process remembers that a load gave nothing; not at all unless given. A row is found all the same. */
  readonly absenceTimeToLive?: Duration.Input | undefined
}

type Find<Key, Value> = (key: Key) => Effect.Effect<Option.Option<Value>, DataError>

/** Loads what was not found, once a key, however many ask. */
export type FindOrLoad<Key, Value> = <E, R>(
  key: Key,
  load: Effect.Effect<Option.Option<Value>, E, R>
) => Effect.Effect<Option.Option<Value>, DataError | E, R>

export interface LoadParts<Key, Value> extends LoadOptions<Value> {
  /** Whose transactions a caller may be inside of. */
  readonly sql: Pick<SqlClient.SqlClient, "transactionService"> | undefined
  readonly find: Find<Key, Value>
  /** Looks where nothing is old, before a load begins; `find` unless given. */
  readonly again?: Find<Key, Value>
  /** What tells keys apart. */
  readonly sent: (key: Key) => unknown
  /** Once among whom; among the callers of this process unless given. */
  readonly among?: Among<Value> | undefined
}

/** Loads by key, and what forgets what is known of them. */
export interface Loads<Key, Value> {
  readonly findOrLoad: FindOrLoad<Key, Value>
  readonly getOrLoad: <E, R>(
    key: Key,
    load: Effect.Effect<Value, E, R>
  ) => Effect.Effect<Value, DataError | E, R>
  readonly invalidate: (key: Key) => Effect.Effect<void>
}

/** Nobody waits for it, so its failure is a matter for the log; the next caller tries again. */
const inBackground = <A, E, R>(effect: Effect.Effect<A, E, R>, scope: Scope.Scope) =>
  Effect.forkIn(
    Effect.catchCause(effect, (cause) => Effect.logWarning("A stale value could not be refreshed", cause)),
    scope
  )

/** In which loads a key is, whatever they are for. */
const flightOf = (id: string, partition: string, mayBeAbsent: boolean): string =>
  `${mayBeAbsent ? "find" : "get "}${JSON.stringify(id)}${partition}`

/**
 * Makes the functions that load what is not there, or not fresh.
 *
 * Whoever begins a load looks once more, as the one before may have ended since it looked. A caller inside a transaction
 * loads by itself: what it stores there must not be seen by others before it commits. Those for whom an absence is an
 * answer do not share with those for whom it is none.
 */
export const make = Effect.fnUntraced(function* <Key, Value>({
  absenceTimeToLive = 0,
  among,
  expiry,
  find,
  again = find,
  sent,
  sql
}: LoadParts<Key, Value>): Effect.fn.Return<Loads<Key, Value>, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const flights = new SingleFlight<Option.Option<Value>>()
  const absences = new KnownAbsences(Duration.toMillis(Duration.fromInputUnsafe(absenceTimeToLive)))
  const ageOf = Expiry.aging(expiry)
  const idOf = (key: Key): string => {
    const asked = sent(key)
    // A date's own text has no more than seconds.
    return `${typeof asked} ${asked instanceof Date ? asked.toISOString() : String(asked)}`
  }
  const fresh = (key: Key) =>
    Effect.flatMap(again(key), (found) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        Option.filter(found, (value) => ageOf(value, now) === "fresh")
      )
    )
  /** One load, which all who ask meanwhile share. */
  const shared = <E, R>(
    key: Key,
    flight: string,
    partition: string,
    load: Effect.Effect<Option.Option<Value>, E, R>
  ) =>
    Effect.suspend(() => {
      const id = idOf(key)
      const absent = absences.begin(id, partition)
      const noted = Effect.tap(load, (found) =>
        Option.isSome(found) ? Effect.void : Effect.map(Clock.currentTimeMillis, absent)
      )
      const look = fresh(key)
      const work = Effect.flatMap(look, (found) => (Option.isSome(found) ? Effect.succeed(found) : noted))
      // What one identity alone may see is for no other process to wait for.
      return flights.run(flight, among === undefined || partition !== "" ? work : among(id, look, work))
    })
  const loading =
    (mayBeAbsent: boolean): FindOrLoad<Key, Value> =>
    <E, R>(key: Key, load: Effect.Effect<Option.Option<Value>, E, R>) =>
      Effect.flatMap(find(key), (found) =>
        Effect.withFiber((fiber): Effect.Effect<Option.Option<Value>, DataError | E, R> => {
          const now = fiber.getRef(Clock.Clock).currentTimeMillisUnsafe()
          const age = Option.isSome(found) ? ageOf(found.value, now) : "over"
          if (age === "fresh") return Effect.succeed(found)
          if (Operation.inTransaction(sql, fiber.context)) return load
          const [id, partition] = [idOf(key), Context.get(fiber.context, CurrentIdentity.Partition)]
          if (mayBeAbsent && absences.has(id, partition, now)) return Effect.succeedNone
          const flight = flightOf(id, partition, mayBeAbsent)
          // What it has stored, it has for each who shares it.
          const loaded = Effect.onExitPrimitive(shared(key, flight, partition, load), () =>
            OwnWrites.ended(fiber.context)
          )
          if (age === "over") return loaded
          return flights.has(flight) ? Effect.succeed(found) : Effect.as(inBackground(loaded, scope), found)
        })
      )
  const get = loading(false)
  return {
    findOrLoad: loading(true),
    getOrLoad: (key, load) => Effect.map(get(key, Effect.map(load, Option.some)), Option.getOrThrow),
    invalidate: (key) =>
      Effect.sync(() => {
        const id = idOf(key)
        absences.forget(id)
        const all = [true, false].map((mayBeAbsent) => flightOf(id, "", mayBeAbsent))
        flights.leave((flight) => all.some((prefix) => flight.startsWith(prefix)))
      })
  }
})
