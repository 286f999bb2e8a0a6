import { type Context, Effect, Option } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import * as Deadline from "../../../../layers/deadline/Deadline.ts"
import * as PgFailure from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import * as Operation from "../../../../layers/resilience/Operation.ts"
import type { BulkTable, Column } from "../../bulk/BulkTable.ts"
import { problemOf } from "../../bulk/ColumnValue.ts"
import * as CommittedWrites from "../../commit/CommittedWrites.ts"
import { roughBytes } from "../../commit/roughBytes.ts"
import * as GivenRows from "../model/GivenRows.ts"
import type { Row, TableRows } from "../model/TableRows.ts"
import * as Answers from "./Answers.ts"
import * as ReadOnlyView from "./ReadOnlyView.ts"
import type { Shape } from "./WriteStatements.ts"

/** What writes of a table stand on. */
export interface WriteParts {
  readonly service: string
  readonly sql: SqlClient.SqlClient
  readonly protect: Operation.Protection
  readonly rows: TableRows
  readonly table: BulkTable
  /** What writes of many callers run in; it is no caller's, as the first of a shape may be in a transaction. */
  readonly context: Context.Context<never>
  /** Reads a row again whose types an answer cannot carry. */
  readonly again: (row: Row) => Effect.Effect<Option.Option<Row>, Operation.Fails>
}

/** What is done to rows of one shape, and what failures and spans call it. */
export interface Writing {
  readonly operation: string
  /** Whether its answer is the ids alone, as there is no row left. */
  readonly isEnd?: boolean
  readonly statement: (
    sql: SqlClient.SqlClient,
    shape: Shape,
    values: ReadonlyArray<Row>
  ) => Statement.Fragment
}

/** Columns of the table, and those of them that rows have values for. */
interface Shaped {
  readonly all: ReadonlyArray<Column>
  readonly columns: ReadonlyArray<Column>
}

/** Who cannot be told the table's columns has written nothing, whatever became of the question. */
const unwritten = <E>(failure: E): E | PgFailure.Unavailable =>
  PgFailure.isPgFailure(failure) && failure.statement === "unknown"
    ? new PgFailure.Unavailable({
        statement: "did not run",
        message: `the table could not be asked for its columns, so nothing was written: ${failure.message}`
      })
    : failure

type Writer = CommittedWrites.CommittedWrites<Row, Row>

/**
 * Writes single rows, those of concurrent callers in one statement: rows of one shape together, as an array for each
 * field that they have.
 */
export class TableWrites {
  readonly #parts: WriteParts
  /** By the columns that the table had, and then by what is done and to which of them. */
  readonly #writers = new WeakMap<ReadonlyArray<Column>, Map<string, Writer>>()
  /** What tells rows apart whose ids are not there yet. */
  readonly #unnamed = new WeakMap<Row, string>()
  #written = 0

  constructor(parts: WriteParts) {
    this.#parts = parts
  }

  /** Writes a row that has been encoded, and gives what the statement returned for it. */
  write(writing: Writing, row: Row): Effect.Effect<Option.Option<Row>, Operation.Fails> {
    const { rows, table } = this.#parts
    const { known } = table
    const written = (all: ReadonlyArray<Column>): Effect.Effect<Option.Option<Row>, Operation.Fails> => {
      const columns = all.filter(({ field }) => field in row)
      for (const { field, type } of columns) {
        const problem = problemOf(type, row[field])
        if (problem !== undefined) return Effect.fail(rejected(`row.${field}`, problem))
      }
      if (!rows.idFields.every((field) => field in row))
        this.#unnamed.set(row, String(this.#written++).padStart(16, "0"))
      return Effect.flatMap(this.#writer(writing, { all, columns }), (write) => write(row))
    }
    return (known === undefined ? this.#asking(written) : written(known)).pipe(
      Effect.mapError((error) => ReadOnlyView.explained(error, table.known, rows)),
      (work) => table.minding(work),
      Effect.flatMap((answer) =>
        writing.isEnd === true ? Effect.succeed(answer) : this.#complete(answer, row)
      )
    )
  }

  /** The same where the columns are not known: in the time of a write, as long as it takes to be told them too. */
  #asking<A>(
    written: (columns: ReadonlyArray<Column>) => Effect.Effect<A, Operation.Fails>
  ): Effect.Effect<A, Operation.Fails> {
    const { protect, service, sql, table } = this.#parts
    return Effect.contextWith((context: Context.Context<never>) => {
      if (Operation.inTransaction(sql, context)) return Effect.flatMap(table.columns, written)
      const asked = protect({ idempotent: true, writes: false })(table.columns)
      return Effect.flatMap(Effect.mapError(asked, unwritten), written).pipe(
        Deadline.within(Operation.timeFor("write"), service)
      )
    })
  }

  #writer(writing: Writing, shaped: Shaped): Effect.Effect<Writer> {
    const writers = this.#writers.get(shaped.all) ?? new Map<string, Writer>()
    this.#writers.set(shaped.all, writers)
    const name = `${writing.operation} ${shaped.columns.map(({ field }) => field).join()}`
    const known = writers.get(name)
    return known === undefined
      ? Effect.tap(this.#make(writing, shaped), (made) => Effect.sync(() => writers.set(name, made)))
      : Effect.succeed(known)
  }

  #make({ isEnd = false, operation, statement }: Writing, { all, columns }: Shaped): Effect.Effect<Writer> {
    const { context, protect, rows, service, sql } = this.#parts
    const answered = !isEnd && Answers.isComplete(all) ? all : Answers.idColumns(rows, all)
    const read = Answers.reader(answered)
    const shape: Shape = { rows, columns, returned: Answers.returned(answered) }
    return CommittedWrites.make<Row, Row>({
      ...CommittedWrites.bounds,
      name: `${service}.${operation}`,
      key: (row) => this.#unnamed.get(row) ?? rows.textOf(row),
      write: (values) => statement(sql, shape, values),
      // Rows, by the statement that we wrote.
      read: (answers, keys) => GivenRows.byKey(keys, (answers ?? []) as ReadonlyArray<Row>, read),
      bytes: roughBytes,
      protect
    }).pipe(
      Effect.provideService(SqlClient.SqlClient, sql),
      Effect.updateContext(() => context)
    )
  }

  /** A row whose types JSON cannot say is read again, with what others read; by the id that was given where it cannot say that. */
  #complete(answer: Option.Option<Row>, given: Row): Effect.Effect<Option.Option<Row>, Operation.Fails> {
    const { again, rows } = this.#parts
    if (Option.isNone(answer) || Answers.isWhole(answer.value, rows.columns.size))
      return Effect.succeed(answer)
    const id = Object.fromEntries(rows.idFields.map((field) => [field, answer.value[field]]))
    return again(Answers.isWhole(id, rows.idFields.length) ? answer.value : given)
  }
}
