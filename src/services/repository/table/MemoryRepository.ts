import { Cause, Effect, Option, type Scope, Stream } from "effect"
import { Statement } from "effect/sql"
import type { PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import * as BulkRows from "../bulk/BulkRows.ts"
import * as LookupLoads from "../lookup/LookupLoads.ts"
import * as LoadedRows from "./LoadedRows.ts"
import { MemoryColumns } from "./MemoryColumns.ts"
import * as MemoryQuery from "./MemoryQuery.ts"
import { type Generated, MemoryTable } from "./MemoryTable.ts"
import * as PackedKey from "./model/PackedKey.ts"
import type { AnyOptions, LookupField } from "./model/RepositoryOptions.ts"
import { decoder } from "./model/RowEncoding.ts"
import { type Row, TableRows } from "./model/TableRows.ts"
import { asking, askingBy } from "./read/TableLookups.ts"
import type { InsertManyOptions } from "./RepositoryMethods.ts"
import * as RowWrites from "./write/RowWrites.ts"

/** Lookups by fields, which find what the table holds. */
const finding = (
  options: AnyOptions,
  { columns, decode, rows, service, table }: MemoryQuery.MemoryQueryParts
) => {
  const failed = (operation: string) =>
    Effect.mapError((reason: PgFailure) => new DataError({ service, operation, reason }))
  const one = (row: Option.Option<Row>) =>
    Option.match(row, {
      onNone: () => Effect.succeedNone,
      onSome: (row) => Effect.map(decode(row), Option.some)
    })
  const ids = asking(options.model, rows)
  const idRow = (id: unknown, operation: string) =>
    Effect.map(failed(operation)(ids.check(id)), (key): Row => rows.rowOf(key))
  const findFor = (id: unknown, operation: string) =>
    Effect.flatMap(idRow(id, operation), (row) => failed(operation)(one(table.get(row))))
  const find = (id: unknown) => findFor(id, "find")
  const by = (name: string, lookup: LookupField<string>) => (key: unknown) =>
    Effect.flatMap(
      failed(name)(askingBy(options.model, lookup.field).check(key)),
      (sent): Effect.Effect<unknown, DataError> => {
        const value = PackedKey.unpack(sent)
        const found = table.all().filter((row) => columns.isSame(lookup.field, row[lookup.field], value))
        const answer: Effect.Effect<unknown, Rejected> =
          lookup.kind === "unique"
            ? one(Option.fromUndefinedOr(found[0]))
            : Effect.forEach(columns.ordered(found, lookup.orderBy).slice(0, lookup.limit), decode)
        return failed(name)(answer)
      }
    )
  return {
    find,
    get: (id: unknown) =>
      Effect.flatMap(findFor(id, "get"), (found) =>
        Option.isSome(found)
          ? Effect.succeed(found.value)
          : Effect.fail(new Cause.NoSuchElementError(`${service} has nothing for the id`))
      ),
    exists: (id: unknown) => Effect.map(idRow(id, "exists"), (row) => Option.isSome(table.get(row))),
    findMany: Effect.fnUntraced(function* (ids: Iterable<unknown>) {
      const found = new Map<unknown, unknown>()
      for (const id of ids) Option.map(yield* findFor(id, "findMany"), (row) => found.set(id, row))
      return found
    }),
    ...Object.fromEntries(
      Object.entries(options.lookups ?? {}).map(([name, lookup]) => [name, by(name, lookup)])
    )
  }
}

const versioned = rejected(
  "conflict",
  "cannot be replace where rows have versions, as nothing would count them; upsert them one by one"
)

/** Many rows, which are all checked before one of them is written. */
const inserting = (
  { rows, service, table }: MemoryQuery.MemoryQueryParts,
  { model }: AnyOptions,
  notReplaced: Rejected | undefined
) => {
  const encode = BulkRows.encoding(model.insert as unknown as BulkRows.RowSchema) // it encodes by itself, by the types of options
  const refused = notReplaced ?? (rows.version === undefined ? undefined : versioned)
  const write = Effect.fnUntraced(
    function* (given: ReadonlyArray<object>, conflict: InsertManyOptions["conflict"] = "fail") {
      if (conflict === "replace" && refused !== undefined) return yield* Effect.fail(refused)
      return yield* table.writeAll(yield* encode(given), Object.keys(model.insert.fields), conflict)
    },
    Effect.mapError((reason: PgFailure) => new DataError({ service, operation: "insertMany", reason }))
  )
  return (
    given: ReadonlyArray<object> | Stream.Stream<object, unknown, unknown>,
    { conflict }: InsertManyOptions = {}
  ) =>
    Stream.isStream(given)
      ? Effect.flatMap(Stream.runCollect(given), (all) => write(all, conflict))
      : write(given, conflict)
}

/** Makes the methods of a repository on a table in memory. */
export const make = Effect.fnUntraced(function* (
  service: string,
  options: AnyOptions,
  generated: Generated
): Effect.fn.Return<Readonly<Record<string, unknown>>, never, Scope.Scope> {
  const rows = new TableRows(options)
  const columns = new MemoryColumns(options, rows)
  const table = new MemoryTable(options, rows, columns, generated)
  const decode = decoder(options.model, rows)
  const parts = { service, rows, columns, table, decode }
  const finds = finding(options, parts)
  const current = (row: Row) => Effect.sync(() => table.get(row))
  const ids = asking(options.model, rows)
  const encodeId = (id: unknown) => Effect.map(ids.check(id), (key) => rows.rowOf(key))
  const isSame = (one: Row, other: Row) => Effect.succeed(columns.idOf(one) === columns.idOf(other))
  const { store, ...writing } = RowWrites.make({
    service,
    options,
    rows,
    writes: table,
    current,
    encodeId,
    isSame
  })
  const refused = rows.refusalToReplace(options.model.insert.fields)
  const loads = yield* LookupLoads.make<unknown, unknown>({
    ...LoadedRows.optionsOf(options),
    find: finds.find,
    sent: ids.keyOf,
    sql: undefined
  })
  return {
    ...finds,
    ...writing,
    ...LoadedRows.make(loads, { service, store, refused }),
    ...MemoryQuery.make(parts),
    insertMany: inserting(parts, options, refused),
    columns: Statement.fragment([Statement.literal(rows.selected())]),
    // What is no row, the decoder refuses.
    decode: (found: ReadonlyArray<unknown>) =>
      Effect.mapError(
        Effect.forEach(found, (row) => decode(row as Row)),
        (reason) => new DataError({ service, operation: "decode", reason })
      )
  }
})
