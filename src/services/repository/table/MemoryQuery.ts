import { Effect, Option, Stream } from "effect"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import type { MemoryColumns } from "./MemoryColumns.ts"
import type { MemoryTable } from "./MemoryTable.ts"
import type { Decode } from "./model/RowEncoding.ts"
import { orderings } from "./model/RowOrder.ts"
import type { TableRows } from "./model/TableRows.ts"
import * as Page from "./read/Page.ts"
import { eachDecoded } from "./read/TableQuery.ts"
import type { PageQuery } from "./RepositoryMethods.ts"

const noSql = rejected(
  "where",
  "is SQL, of which a table in memory knows nothing; test what it finds on Postgres"
)

const without = (where: unknown) => (where === undefined ? Effect.void : Effect.fail(noSql))

export interface MemoryQueryParts {
  readonly service: string
  readonly rows: TableRows
  readonly columns: MemoryColumns
  readonly table: MemoryTable
  readonly decode: Decode
}

/** Questions about more rows than one. */
export const make = ({ columns, decode, rows, service, table }: MemoryQueryParts) => {
  const failed = (operation: string) =>
    Effect.mapError((reason: PgFailure) => new DataError({ service, operation, reason }))
  const found = ({
    limit,
    orderBy,
    where
  }: Omit<PageQuery<string>, "after" | "size"> & { readonly limit?: number } = {}) =>
    Effect.andThen(without(where), Page.counted("limit", limit)).pipe(
      Effect.andThen(Effect.sync(() => columns.ordered(table.all(), orderBy).slice(0, limit)))
    )
  const every = [...rows.columns.keys()].map((field) => ({
    field,
    name: rows.column(field),
    isNullable: columns.isNullable(field)
  }))
  const page = Effect.fnUntraced(function* ({ after, orderBy, size = 100, where }: PageQuery<string> = {}) {
    yield* Effect.andThen(without(where), Page.counted("size", size))
    const by = orderings(rows, orderBy)
    const at = after === undefined ? undefined : yield* Page.placeOf(by, after)
    const problem = Page.withoutPlace(by, every)
    if (problem !== undefined) return yield* Effect.fail(problem)
    const some = columns
      .ordered(table.all(), orderBy)
      .filter((row) => at === undefined || columns.isBehind(row, by, at))
      .slice(0, size)
    const last = some.length < size ? undefined : some.at(-1)
    const next = Option.map(Option.fromUndefinedOr(last), (row) =>
      Page.encode({ by: by.map(({ field }) => field), at: columns.placeOf(row, by) })
    )
    return { rows: yield* Effect.forEach(some, decode), next }
  }, failed("page"))
  const stream = ({ orderBy, where }: PageQuery<string> = {}) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const problem = Page.withoutPlace(orderings(rows, orderBy), every)
        if (problem !== undefined) return yield* Effect.fail(problem)
        return eachDecoded(decode, yield* found({ orderBy, where }))
      })
    ).pipe(Stream.mapError((reason) => new DataError({ service, operation: "stream", reason })))
  return {
    query: (asked?: Parameters<typeof found>[0]) =>
      failed("query")(Effect.flatMap(found(asked), (rows) => Effect.forEach(rows, decode))),
    page,
    stream
  }
}
