import { Cause, Effect, Option, type Scope, Stream } from "effect"
import { Statement } from "effect/sql"
import type { PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import * as LookupLoads from "../lookup/LookupLoads.ts"
import * as LoadedRows from "./LoadedRows.ts"
import { type Generated, MemoryTable } from "./MemoryTable.ts"
import type { AnyOptions, LookupField, OrderBy } from "./model/RepositoryOptions.ts"
import { type Decode, decoder } from "./model/RowEncoding.ts"
import { orderings } from "./model/RowOrder.ts"
import { keyText, type Row, TableRows } from "./model/TableRows.ts"
import * as Page from "./read/Page.ts"
import { asking, askingBy } from "./read/TableLookups.ts"
import { eachDecoded } from "./read/TableQuery.ts"
import type { InsertManyOptions, PageQuery } from "./RepositoryMethods.ts"
import * as RowWrites from "./write/RowWrites.ts"

const compare = (one: unknown, other: unknown): number => {
  const [a, b] = [one, other] as ReadonlyArray<string> // or numbers, or dates, which compare the same way
  return a === undefined || b === undefined || a === b ? 0 : a < b ? -1 : 1
}

const ordered = (
  rows: TableRows,
  found: ReadonlyArray<Row>,
  orderBy: OrderBy<string> | undefined
): ReadonlyArray<Row> =>
  found.toSorted((one, other) => {
    for (const { field, isDescending } of orderings(rows, orderBy)) {
      const order = compare(one[field], other[field])
      if (order !== 0) return isDescending ? -order : order
    }
    return 0
  })

const noSql = rejected(
  "where",
  "is SQL, of which a table in memory knows nothing; test what it finds on Postgres"
)

const without = (where: unknown) => (where === undefined ? Effect.void : Effect.fail(noSql))

/** Questions about more rows than one. */
const querying = (service: string, table: MemoryTable, rows: TableRows, decode: Decode) => {
  const failed = (operation: string) =>
    Effect.mapError((reason: PgFailure) => new DataError({ service, operation, reason }))
  const found = ({
    limit,
    orderBy,
    where
  }: Omit<PageQuery<string>, "after" | "size"> & { readonly limit?: number } = {}) =>
    Effect.andThen(without(where), Page.counted("limit", limit)).pipe(
      Effect.andThen(Effect.sync(() => ordered(rows, table.all(), orderBy).slice(0, limit)))
    )
  const page = Effect.fnUntraced(function* ({ after, orderBy, size = 100, where }: PageQuery<string> = {}) {
    yield* Effect.andThen(without(where), Page.counted("size", size))
    const by = orderings(rows, orderBy)
    const [id] = after === undefined ? [] : yield* Page.placeOf(by, after)
    const found = ordered(rows, table.all(), orderBy)
    const begin = id === undefined ? 0 : found.findIndex((row) => rows.textOf(row) === id) + 1
    const some = found.slice(begin, begin + size)
    const last = some.length < size ? undefined : some.at(-1)
    const next = Option.map(Option.fromUndefinedOr(last), (row) =>
      Page.encode({ by: by.map(({ field }) => field), at: [rows.textOf(row)] })
    )
    return { rows: yield* Effect.forEach(some, decode), next }
  }, failed("page"))
  const query = (asked?: Parameters<typeof found>[0]) =>
    failed("query")(Effect.flatMap(found(asked), (rows) => Effect.forEach(rows, decode)))
  const stream = ({ orderBy, where }: PageQuery<string> = {}) =>
    Stream.unwrap(Effect.map(found({ orderBy, where }), (rows) => eachDecoded(decode, rows))).pipe(
      Stream.mapError((reason) => new DataError({ service, operation: "stream", reason }))
    )
  return { query, page, stream }
}

/** Lookups by fields, which find what the table holds. */
const finding = (
  service: string,
  options: AnyOptions,
  table: MemoryTable,
  rows: TableRows,
  decode: Decode
) => {
  const failed = (operation: string) =>
    Effect.mapError((reason: PgFailure) => new DataError({ service, operation, reason }))
  const one = (row: Option.Option<Row>) =>
    Option.match(row, {
      onNone: () => Effect.succeedNone,
      onSome: (row) => Effect.map(decode(row), Option.some)
    })
  const ids = asking(rows)
  const idRow = (id: unknown, operation: string) =>
    Effect.map(failed(operation)(ids.check(id)), (key): Row => rows.rowOf(key))
  const findFor = (id: unknown, operation: string) =>
    Effect.flatMap(idRow(id, operation), (row) => failed(operation)(one(table.get(row))))
  const find = (id: unknown) => findFor(id, "find")
  const by = (name: string, lookup: LookupField<string>) => (key: unknown) =>
    Effect.flatMap(
      // A field of the model, by the types of options.
      failed(name)(askingBy(lookup.field, options.model.fields[lookup.field] as never).check(key)),
      (sent): Effect.Effect<unknown, DataError> => {
        const found = table
          .all()
          .filter((row) => row[lookup.field] !== null && keyText(row[lookup.field]) === keyText(sent))
        const answer: Effect.Effect<unknown, Rejected> =
          lookup.kind === "unique"
            ? one(Option.fromUndefinedOr(found[0]))
            : Effect.forEach(ordered(rows, found, lookup.orderBy).slice(0, lookup.limit), decode)
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

/** Makes the methods of a repository on a table in memory. */
export const make = Effect.fnUntraced(function* (
  service: string,
  options: AnyOptions,
  generated: Generated
): Effect.fn.Return<Readonly<Record<string, unknown>>, never, Scope.Scope> {
  const rows = new TableRows(options)
  const table = new MemoryTable(options, rows, generated)
  const decode = decoder(options.model, rows)
  const finds = finding(service, options, table, rows, decode)
  const current = (row: Row) => Effect.sync(() => table.get(row))
  const ids = asking(rows)
  const encodeId = (id: unknown) => Effect.map(ids.check(id), (key) => rows.rowOf(key))
  const isSame = (one: Row, other: Row) => Effect.succeed(rows.textOf(one) === rows.textOf(other))
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
    ...querying(service, table, rows, decode),
    insertMany: (
      given: ReadonlyArray<object> | Stream.Stream<object>,
      { conflict = "fail" }: InsertManyOptions = {}
    ) =>
      Effect.gen(function* () {
        if (conflict === "replace" && refused !== undefined)
          return yield* Effect.fail(new DataError({ service, operation: "insertMany", reason: refused }))
        const all = Stream.isStream(given) ? yield* Stream.runCollect(given) : given
        const before = table.all().length
        const write = (row: object): Effect.Effect<unknown, unknown> => {
          if (conflict === "replace") return writing.upsert(row)
          return conflict === "fail" ? writing.insert(row) : Effect.exit(writing.insert(row))
        }
        yield* table.whole(Effect.forEach(all, write, { discard: true }))
        const inserted = table.all().length - before
        const updated = conflict === "replace" ? all.length - inserted : 0
        return { inserted, updated, unchanged: all.length - inserted - updated }
      }),
    columns: Statement.fragment([Statement.literal(rows.selected())]),
    // What is no row, the decoder refuses.
    decode: (found: ReadonlyArray<unknown>) =>
      Effect.mapError(
        Effect.forEach(found, (row) => decode(row as Row)),
        (reason) => new DataError({ service, operation: "decode", reason })
      )
  }
})
