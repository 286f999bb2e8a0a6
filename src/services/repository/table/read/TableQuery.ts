import { Effect, Exit, Option, Stream } from "effect"
import type { SqlError, Statement } from "effect/sql"
import type { PgFailure, Rejected } from "../../../../layers/failure/PgFailure.ts"
import type { DataError } from "../../../../layers/resilience/DataError.ts"
import * as Operation from "../../../../layers/resilience/Operation.ts"
import * as AnsweredValue from "../model/AnsweredValue.ts"
import { mayBeNull } from "../model/NullableColumn.ts"
import type { OrderBy } from "../model/RepositoryOptions.ts"
import type { Decode } from "../model/RowEncoding.ts"
import { orderedBy, orderings } from "../model/RowOrder.ts"
import type { Row } from "../model/TableRows.ts"
import * as Page from "./Page.ts"
import { behind } from "./PagePlace.ts"
import type { LookupParts } from "./TableLookups.ts"

/** Rows in a page unless another number is asked for. */
const usualSize = 100

interface Asked {
  readonly where?: Statement.Fragment | undefined
  readonly orderBy?: OrderBy<string> | undefined
  readonly limit?: number | undefined
}

interface AskedPage extends Asked {
  readonly size?: number | undefined
  readonly after?: Page.Cursor | undefined
}

interface FoundPage {
  readonly rows: ReadonlyArray<Row>
  readonly next: Option.Option<Page.Cursor>
}

type Found = Effect.Effect<ReadonlyArray<Row>, SqlError.SqlError | PgFailure>

/** The column of a cursor's part; a field of a model is not called so. */
const part = (index: number): string => `page ${index}`

const finding = ({ model, rows, sql, table }: LookupParts) => {
  const from = (
    select: string,
    conditions: ReadonlyArray<Statement.Fragment>,
    order: string,
    limit: number | undefined
  ) => sql<Row>`
    SELECT ${sql.literal(select)} FROM ${sql.literal(rows.table)}
    WHERE ${sql.and([sql.literal(`true${rows.present()}`), ...conditions.map((condition) => sql`(${condition})`)])} ${sql.literal(order)}
    ${limit === undefined ? sql.literal("") : sql`LIMIT ${limit}`}`
  const query = ({ limit, orderBy, where }: Asked = {}): Found =>
    Effect.andThen(
      Page.counted("limit", limit),
      from(rows.selected(), where === undefined ? [] : [where], orderedBy(rows, orderBy), limit)
    )
  const page = ({ after, orderBy, size = usualSize, where }: AskedPage): Found =>
    Effect.gen(function* () {
      yield* Page.counted("size", size)
      const by = orderings(rows, orderBy)
      const place = after === undefined ? undefined : yield* Page.placeOf(by, after)
      const columns = yield* table.columns
      const known = columns.map((column) => ({ ...column, isNullable: mayBeNull(model, column) }))
      const problem = Page.withoutPlace(by, known)
      if (problem !== undefined) return yield* Effect.fail(problem)
      const at = place === undefined ? [] : [behind(sql, by, columns, place)]
      const types = by.map(({ field }) => columns.find((column) => column.field === field)?.type)
      const parts = by.map(
        ({ column }, index) => `${AnsweredValue.placed(column, types[index])} AS "${part(index)}"`
      )
      const conditions = where === undefined ? at : [...at, where]
      const select = [rows.selected(), ...parts].join(", ")
      const found = yield* from(select, conditions, orderedBy(rows, orderBy), size)
      return found.map((row) => ({
        ...row,
        ...Object.fromEntries(
          types.map((type, index) => [part(index), AnsweredValue.placeOf(row[part(index)], type)])
        )
      }))
    })
  return { query, page }
}

const asItIs = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => work

/** Rows as they are decoded, until one is not what the model says: those before it are given. */
export const eachDecoded = (decode: Decode, rows: ReadonlyArray<Row>): Stream.Stream<unknown, Rejected> => {
  const decoded: Array<unknown> = []
  for (const row of rows) {
    const exit = decode(row)
    if (Exit.isFailure(exit)) return Stream.concat(Stream.fromArray(decoded), Stream.failCause(exit.cause))
    decoded.push(exit.value)
  }
  return Stream.fromArray(decoded)
}

/** Questions about more rows than one, of one statement each. */
export const make = (parts: LookupParts) => {
  const { decode, protect, replica, rows, service, sql } = parts
  const found = finding(parts)
  const run = Operation.running(service, protect, sql)
  const read: typeof asItIs = replica?.each ?? asItIs
  const reading = <A, B>(
    operation: string,
    find: (asked?: A) => Effect.Effect<B, SqlError.SqlError | PgFailure>
  ) => {
    const bounded = run(operation, { kind: "read" })
    return (asked?: A): Effect.Effect<B, DataError> =>
      Effect.withSpan(bounded(read(Effect.suspend(() => find(asked)))), `${service}.${operation}`)
  }
  const all = (found: ReadonlyArray<Row>) => Effect.forEach(found, decode)
  const pageOf = (asked: AskedPage = {}) =>
    Effect.map(found.page(asked), (found): FoundPage => {
      const by = orderings(rows, asked.orderBy)
      const last = found.length < (asked.size ?? usualSize) ? undefined : found.at(-1)
      const next = Option.map(Option.fromUndefinedOr(last), (row) =>
        Page.encode({ by: by.map(({ field }) => field), at: by.map((_, index) => String(row[part(index)])) })
      )
      return { rows: found, next }
    })
  const streamed = reading("stream", pageOf)
  const failed = Operation.failed(service, "stream", "read")
  return {
    query: reading("query", (asked?: Asked) => Effect.flatMap(found.query(asked), all)),
    page: reading("page", (asked?: AskedPage) =>
      Effect.flatMap(pageOf(asked), ({ next, rows }) => Effect.map(all(rows), (rows) => ({ rows, next })))
    ),
    stream: (asked: Omit<AskedPage, "after"> = {}): Stream.Stream<unknown, DataError> =>
      Stream.paginate(Option.none<Page.Cursor>(), (after) =>
        Effect.map(
          streamed(Option.match(after, { onNone: () => asked, onSome: (after) => ({ ...asked, after }) })),
          ({ next, rows }) => [[rows], Option.map(next, Option.some)] as const
        )
      ).pipe(Stream.flatMap((rows) => Stream.mapError(eachDecoded(decode, rows), failed)))
  }
}
