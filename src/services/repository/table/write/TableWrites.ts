import { type Context, Effect, Option } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { rejected } from "../../../../layers/failure/rejected.ts"
import type * as Operation from "../../../../layers/resilience/Operation.ts"
import type { BulkTable, Column } from "../../bulk/BulkTable.ts"
import { problemOf } from "../../bulk/ColumnValue.ts"
import * as CommittedWrites from "../../commit/CommittedWrites.ts"
import { roughBytes } from "../../commit/roughBytes.ts"
import * as GivenRows from "../model/GivenRows.ts"
import type { Row, TableRows } from "../model/TableRows.ts"
import * as Answers from "./Answers.ts"
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
    return table.columns.pipe(
      Effect.flatMap((all) => {
        const columns = all.filter(({ field }) => field in row)
        for (const { field, type } of columns) {
          const problem = problemOf(type, row[field])
          if (problem !== undefined) return Effect.fail(rejected(`row.${field}`, problem))
        }
        if (!rows.idFields.every((field) => field in row))
          this.#unnamed.set(row, String(this.#written++).padStart(16, "0"))
        return Effect.flatMap(this.#writer(writing, { all, columns }), (write) => write(row))
      }),
      (work) => table.minding(work),
      Effect.flatMap((answer) => (writing.isEnd === true ? Effect.succeed(answer) : this.#complete(answer)))
    )
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

  /** A row whose types JSON cannot say is read again, with what others read. */
  #complete(answer: Option.Option<Row>): Effect.Effect<Option.Option<Row>, Operation.Fails> {
    const { again, rows } = this.#parts
    return Option.isSome(answer) && !Answers.isWhole(answer.value, rows.columns.size)
      ? again(answer.value)
      : Effect.succeed(answer)
  }
}
