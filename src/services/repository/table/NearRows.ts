import { Cause, Context, type Duration, Effect, Option, Schedule, Schema, type Scope, Stream } from "effect"
import { SqlClient } from "effect/sql"
import * as Deadline from "../../../layers/deadline/Deadline.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import { BulkTable } from "../bulk/BulkTable.ts"
import type { ChangeEvent } from "../changes/ChangeEvent.ts"
import * as ChangeFeed from "../changes/ChangeFeed.ts"
import { lookWithin } from "../changes/ChangeLog.ts"
import { inOwnContext } from "../changes/ownContext.ts"
import * as NearCache from "../near/NearCache.ts"
import type { NearCacheOptions } from "../near/NearCacheOptions.ts"
import * as SharedValue from "../near/SharedValue.ts"
import type { AnyOptions } from "./model/RepositoryOptions.ts"
import { TableRows } from "./model/TableRows.ts"
import * as ToldIds from "./ToldIds.ts"

/** What is held in memory. */
export interface NearOptions extends Pick<NearCacheOptions<unknown, unknown>, "maxBytes"> {
  /** Rows that are held; 10,000 unless given. */
  readonly capacity?: number | undefined
  /** No row is answered for longer than this after it was read, whatever the feed says; a minute unless given. */
  readonly timeToLive?: Duration.Input | undefined
}

const usualCapacity = 10_000

/** An id as the feed knows it: of several parts by the columns' names. */
const keyOf = ({ model }: AnyOptions, { columns, idFields }: TableRows): Schema.Codec<unknown, unknown> => {
  const [field = ""] = idFields
  const fields = idFields.map((field) => [field, model.fields[field]] as const)
  const named = Object.fromEntries(idFields.map((field) => [field, columns.get(field) ?? field]))
  const key =
    idFields.length === 1
      ? model.fields[field]
      : Schema.Struct(Object.fromEntries(fields) as Schema.Struct.Fields).pipe(Schema.encodeKeys(named))
  return key as unknown as Schema.Codec<unknown, unknown> // fields of a model, which need nothing but a row
}

const feedOf = (options: AnyOptions) => {
  const rows = new TableRows(options)
  return ChangeFeed.make({ table: options.tableName, key: keyOf(options, rows) })
}

/** What changes in the table, by id. */
export const changes = (
  options: AnyOptions
): Effect.Effect<Stream.Stream<ChangeEvent<unknown>>, DataError, SqlClient.SqlClient> =>
  Effect.map(feedOf(options), ({ events }) => events)

type Found = Option.Option<object>

const sharedRow = (found: Found): Found => Option.map(found, SharedValue.shared)

/** A row of the caller's own, where the one that is held could be changed by whoever has it. */
const ownRow = ({ model }: AnyOptions) => {
  // A model is a class, unless it is a struct, whose rows are plain.
  const construct = model as unknown as new (fields: object, options: object) => object
  const make = (row: object) => (fields: object) =>
    row instanceof construct ? new construct(fields, { disableChecks: true }) : fields
  return (found: Found): Found =>
    Option.isNone(found) || Object.isFrozen(found.value)
      ? found
      : Option.some(SharedValue.own(found.value, make(found.value)))
}

/** Nothing is held as long as nothing is known. */
const notYet: ToldIds.ToldIds = { isTold: () => false, isOnly: () => true }

/** Knows by the types of the columns which ids the feed tells; before it says that it listens, they are looked at anew. */
const telling = (sql: SqlClient.SqlClient, rows: TableRows, feed: ChangeFeed.ChangeFeed<unknown>) => {
  let ids = notYet
  const names = new Map(rows.idFields.map((field) => [field, rows.columns.get(field) ?? field]))
  const learnt = Effect.suspend(() => new BulkTable(sql, rows.tableName, names).columns).pipe(
    Effect.map((columns) => {
      ids = ToldIds.make(feed.key, rows, columns)
    }),
    Deadline.within(lookWithin, "layerNear"),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.orDie, // which nothing is left to do
    inOwnContext(sql)
  )
  const events = Stream.tap(feed.events, ({ _tag }) => (_tag === "Listening" ? learnt : Effect.void))
  return {
    feed: { ...feed, events },
    holds: (id: unknown, found: Found) => ids.isTold(id, found),
    isOnly: (id: unknown) => ids.isOnly(id)
  }
}

type Methods = Readonly<Record<string, unknown>>
type Find = (id: unknown) => Effect.Effect<Found, DataError>
type Writes = (given: Record<string, unknown>) => Effect.Effect<Record<string, unknown>, unknown>

/** Puts memory in front of a repository's `find`, `get` and `exists`; what it writes by itself is forgotten at once. */
export const make = Effect.fnUntraced(function* (
  service: string,
  options: AnyOptions,
  methods: Methods,
  { capacity = usualCapacity, ...bounds }: NearOptions
): Effect.fn.Return<Methods, DataError, SqlClient.SqlClient | Scope.Scope> {
  const sql = yield* SqlClient.SqlClient
  const rows = new TableRows(options)
  const { isOnly, ...told } = telling(sql, rows, yield* feedOf(options))
  const near = yield* NearCache.make<unknown, Found>({
    ...told,
    capacity,
    ...bounds,
    partition: Context.get(CurrentIdentity.Partition)
  })
  const { idFields } = rows
  const inner = methods as { readonly find: Find } & Record<"insert" | "upsert" | "update", Writes> // as they are made
  const remove = methods["remove"] as (id: unknown) => Effect.Effect<boolean, unknown>
  const invalidate = methods["invalidate"] as (id: unknown) => Effect.Effect<void>
  const own = ownRow(options)
  const find: Find = (id) => Effect.map(near.get(id, Effect.map(inner.find(id), sharedRow)), own)
  const idIn = (given: Record<string, unknown>): ReadonlyArray<unknown> => {
    const [field = ""] = idFields
    if (!idFields.every((field) => field in given)) return []
    return [
      idFields.length === 1
        ? given[field]
        : Object.fromEntries(idFields.map((field) => [field, given[field]]))
    ]
  }
  /** By the id that was given, and by the one that the row has: that may be another form of it, or the database's. */
  const changing =
    (write: Writes): Writes =>
    (given) =>
      Effect.tap(near.changing(idIn(given))(write(given)), (row) =>
        Effect.forEach(idIn(row), near.invalidate)
      )
  /** A removal answers with no row, so that an id which may be another form of the row's asks for that first. */
  const removing = (id: unknown) =>
    Effect.gen(function* () {
      const row = isOnly(id) ? undefined : Option.getOrUndefined(yield* inner.find(id))
      const ids = row === undefined ? [] : idIn(row as Record<string, unknown>) // of the model
      return yield* near.changing([id, ...ids])(remove(id))
    })
  const missing = new Cause.NoSuchElementError(`${service} has nothing for the id`)
  return {
    ...methods,
    find,
    get: (id: unknown) =>
      Effect.flatMap(find(id), Option.match({ onNone: () => Effect.fail(missing), onSome: Effect.succeed })),
    exists: (id: unknown) => Effect.map(find(id), Option.isSome),
    insert: changing(inner.insert),
    upsert: changing(inner.upsert),
    update: changing(inner.update),
    invalidate: (id: unknown) => Effect.andThen(near.invalidate(id), invalidate(id)),
    remove: removing
  }
})
