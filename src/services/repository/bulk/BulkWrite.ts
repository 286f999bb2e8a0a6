import { Duration, Effect, Exit, type Scope, Stream, String } from "effect"
import { SqlClient } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import { roughBytes } from "../commit/roughBytes.ts"
import { BulkIntake } from "./BulkIntake.ts"
import * as BulkRows from "./BulkRows.ts"
import { BulkWriter } from "./BulkWriter.ts"

/** The names of a row's fields. */
type Field<Row extends BulkRows.RowSchema> = keyof Row["fields"] & string

/** What is written, and where. */
export interface BulkWriteOptions<Row extends BulkRows.RowSchema> {
  /** The service and its operation, as failures, spans and metrics name them, such as `Products.import`. */
  readonly name: string
  /** The table, behind its schema's name and a dot where it is in none that the search_path has. */
  readonly table: string
  /** A struct, or a model's variant such as `Product.insert`: each of its fields is written to a column. */
  readonly row: Row
  /** Columns of fields whose names are not theirs in snake_case, as `price_cents` is that of `priceCents`. */
  readonly columns?: { readonly [F in Field<Row>]?: string | undefined } | undefined
  /**
   * What becomes of a row that is there: unless given it fails everything, as `ConstraintViolated`. "ignore" leaves it as
   * it is. With a key, of which the table has a unique index, the row is replaced if it differs in anything.
   */
  readonly conflict?:
    | "ignore"
    | {
        /** The fields by which a row is known again, those of the unique index. */
        readonly key: readonly [Field<Row>, ...ReadonlyArray<Field<Row>>]
      }
    | undefined
}

/** What became of the rows; together they are as many as were given. */
export interface BulkResult {
  /** Rows that were not there. */
  readonly inserted: number
  /** Rows that were there and differed, and were replaced. */
  readonly updated: number
  /** Rows that were there already, and those whose key was given again. */
  readonly unchanged: number
}

/** Writes rows, all of them or none. */
export interface BulkWrite<Row> {
  /** Rows that are there as an array; fails with `Rejected` for one that its schema refuses, before a connection is taken. */
  readonly all: (rows: ReadonlyArray<Row>) => Effect.Effect<BulkResult, DataError>
  /** A stream of any length, in bounded memory. No connection is held while the stream is awaited. */
  readonly stream: <E, R>(rows: Stream.Stream<Row, E, R>) => Effect.Effect<BulkResult, DataError | E, R>
}

const nothing: BulkResult = { inserted: 0, updated: 0, unchanged: 0 }

/** A second more for each thousand of rows. */
const extraFor = (rows: number): Duration.Duration => Duration.millis(rows)

const fieldsOf = <Row extends BulkRows.RowSchema>({ columns = {}, row }: BulkWriteOptions<Row>) => {
  const named: Readonly<Record<string, string | undefined>> = columns
  return new Map(Object.keys(row.fields).map((field) => [field, named[field] ?? String.camelToSnake(field)]))
}

const told = (given: number, { inserted, written }: { inserted: number; written: number }): BulkResult => ({
  inserted,
  updated: written - inserted,
  unchanged: given - written
})

/**
 * Makes functions that write many rows of a table in one transaction: all of them or none. 20,000 rows of 300 bytes take
 * about twice as long as by psql's `\copy`, which checks nothing and knows no conflicts.
 *
 * Rows travel as an array for each column, in shares of about a MiB and at most 10,000 rows; the next share is on its way
 * while the server works on the last. The table is asked once of what types its columns are. Numbers, booleans, dates and
 * bytes travel as they are stored, all else as the text that Postgres reads in SQL, so that a column of any type works:
 * JSON, arrays, enums, ranges, types of extensions. What goes to a column of JSON is a value of JSON, a string too, and
 * comes back as it was; `null` is NULL there, and JSON's own null where the column is NOT NULL.
 *
 * Each row is checked by its Schema before a connection is taken, and then by the types of the columns: a value that its
 * column would change, such as a fraction in an `integer`, is refused.
 *
 * Rows with a key are written in the order of their keys, so that two bulk writes of the same rows wait for each other
 * and are done; of a key that is given twice the last row counts, however far apart they are. Inside a transaction of yours they are part of it.
 *
 * `stream` keeps up to 4 MiB of rows. More are staged as they come, in a table of `kitSchema`, which long streams
 * need among your migrations, and written in one transaction when the stream has ended. A stream that fails, or
 * is interrupted, writes nothing.
 *
 * An operation has 10 seconds, and a second more for each 1,000 rows; the time that a stream takes to come does not
 * count, and each of its steps has 3 seconds.
 *
 * **Errors**
 *
 * `DataError`. What is `Rejected` has its place in `field`, such as `rows[3].priceCents`, counted from 0. What was rolled
 * back is tried again; what may have been committed is, only where rows are replaced by their key and the stream was not
 * staged. Repeated after a lost answer, it counts what the first attempt wrote as unchanged.
 *
 * **Example** (A catalogue that is imported every night)
 *
 * ```ts
 * import { BulkWrite } from "aquifer"
 * import { Effect, Schema } from "effect"
 *
 * const Product = Schema.Struct({ sku: Schema.String, name: Schema.String, priceCents: Schema.Int })
 *
 * export const importAll = Effect.fnUntraced(function* (products: ReadonlyArray<typeof Product.Type>) {
 *   const write = yield* BulkWrite.make({
 *     name: "Products.import",
 *     table: "products", // sku text PRIMARY KEY, name text, price_cents integer
 *     row: Product,
 *     conflict: { key: ["sku"] }
 *   })
 *   return yield* write.all(products) // { inserted: 20000, updated: 0, unchanged: 0 }
 * }, Effect.scoped)
 * ```
 */
export const make = Effect.fnUntraced(function* <Row extends BulkRows.RowSchema>(
  options: BulkWriteOptions<Row>
): Effect.fn.Return<BulkWrite<Row["Type"]>, never, SqlClient.SqlClient | Scope.Scope> {
  const sql = yield* SqlClient.SqlClient
  const { conflict, name, row, table } = options
  const [service, operation] = Operation.named(name, "write")
  const { checked, run } = ServiceOperations.make(service, yield* Operation.makeProtection, sql)
  const writer = new BulkWriter(sql, { table, conflict, fields: fieldsOf(options) })
  const encode = BulkRows.encoding(row)

  const all = (rows: ReadonlyArray<unknown>, encoded: ReturnType<typeof encode>) =>
    rows.length === 0
      ? Effect.succeed(nothing)
      : checked(
          operation,
          { kind: "transaction", idempotent: writer.replaces, extra: extraFor(rows.length) },
          encoded,
          (rows) => Effect.map(writer.all(rows), (counts) => told(rows.length, counts))
        )

  const staged = ({ given, id, shares }: BulkIntake<BulkRows.Encoded>) =>
    run(operation, { kind: "transaction", extra: extraFor(given) })(
      Effect.map(writer.staged(id, shares), (counts) => told(given, counts))
    )

  const taken = (intake: BulkIntake<BulkRows.Encoded>) =>
    intake.shares === 0
      ? all(intake.held, Effect.succeed(intake.held))
      : Effect.flatMap(intake.stage, () => staged(intake))

  return {
    all: Effect.fn(name)((rows) => all(rows, encode(rows))),
    stream: Effect.fn(name)(function* <E, R>(rows: Stream.Stream<Row["Type"], E, R>) {
      const write = run(operation, { kind: "write", idempotent: true })
      const intake = new BulkIntake(writer, roughBytes, write)
      const take = intake.taking((given: ReadonlyArray<unknown>, before) => write(encode(given, before)))
      return yield* Stream.runForEachArray(rows, take).pipe(
        Effect.andThen(Effect.suspend(() => taken(intake))),
        Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : intake.discard))
      )
    })
  }
})
