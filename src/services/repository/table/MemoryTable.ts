import { Clock, Effect, Equal, Option, Result } from "effect"
import { ConstraintViolated, type PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import * as BulkRows from "../bulk/BulkRows.ts"
import type { BulkResult } from "../bulk/BulkWrite.ts"
import type { MemoryColumns } from "./MemoryColumns.ts"
import type { AnyOptions } from "./model/RepositoryOptions.ts"
import type { Row, TableRows } from "./model/TableRows.ts"
import type { Writing } from "./write/TableWrites.ts"

type Conflict = "fail" | "ignore" | "replace"

/** What a row became, if there was one to write. */
type Written = Result.Result<Row | undefined, PgFailure>

/** Values of fields that the database would make, encoded as a row has them. */
export type Generated = Readonly<Record<string, (() => unknown) | undefined>>

/** Postgres names a constraint by its table alone, whatever schema that is in. */
const violated = (tableName: string, ending: string): ConstraintViolated => {
  const table = tableName.slice(tableName.lastIndexOf(".") + 1)
  const constraint = `${table}_${ending}`
  return new ConstraintViolated({
    statement: "rolled back",
    constraint,
    message: `table "${table}", constraint "${constraint}": a row with the same key is there already`
  })
}

/** As a statement is refused that would replace a row twice. */
const givenTwice = new Rejected({
  statement: "rolled back",
  sqlState: "21000",
  message:
    "two of the rows have the same id in different forms, such as a uuid in capitals and not; give each row once, or its id in one form"
})

/** The rows of a table in memory, by their ids: what is unique and which version they are at, and nothing else of Postgres. */
export class MemoryTable {
  readonly #held = new Map<string, Row>()
  readonly #options: AnyOptions
  readonly #rows: TableRows
  readonly #columns: MemoryColumns
  readonly #generated: Generated
  #last = 0

  constructor(options: AnyOptions, rows: TableRows, columns: MemoryColumns, generated: Generated) {
    this.#options = options
    this.#rows = rows
    this.#columns = columns
    this.#generated = generated
  }

  /** Rows that have not been removed. */
  all(): ReadonlyArray<Row> {
    return [...this.#held.values()].filter((row) => this.#isPresent(row))
  }

  get(row: Row): Option.Option<Row> {
    return Option.filter(Option.fromUndefinedOr(this.#held.get(this.#columns.idOf(row))), (row) =>
      this.#isPresent(row)
    )
  }

  /** What a statement does to a row, all at once. */
  readonly write = ({ operation }: Writing, given: Row): Effect.Effect<Option.Option<Row>, PgFailure> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.suspend(() => {
        const refused = this.#columns.refusal(given, Object.keys(given), "row")
        if (refused !== undefined) return Effect.fail(refused)
        const row = this.#columns.held(given)
        if (operation === "remove") return Effect.succeed(this.#remove(row, now))
        const written =
          operation === "update" ? this.#update(row) : this.#insert(row, operation === "upsert", now)
        return Effect.fromResult(Result.map(written, Option.fromUndefinedOr))
      })
    )

  /** Rows that are there all, or none of them where one is refused; nobody else writes in between. */
  readonly writeAll = (
    given: ReadonlyArray<Row>,
    fields: ReadonlyArray<string>,
    conflict: Conflict
  ): Effect.Effect<BulkResult, PgFailure> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.suspend(() => {
        const before = [...this.#held]
        let isDone = false
        try {
          const written = this.#writeAll(given, fields, conflict, now)
          isDone = Result.isSuccess(written)
          return Effect.fromResult(written)
        } finally {
          if (!isDone) this.#restore(before)
        }
      })
    )

  #restore(before: ReadonlyArray<readonly [string, Row]>): void {
    this.#held.clear()
    for (const [key, row] of before) this.#held.set(key, row)
  }

  #writeAll(
    given: ReadonlyArray<Row>,
    fields: ReadonlyArray<string>,
    conflict: Conflict,
    now: number
  ): Result.Result<BulkResult, PgFailure> {
    for (const [index, row] of given.entries()) {
      const refused = this.#columns.refusal(row, fields, `rows[${index}]`)
      if (refused !== undefined) return Result.fail(refused)
    }
    const rows = conflict === "replace" ? BulkRows.byKey(given, this.#rows.idFields) : given
    if (conflict === "replace" && new Set(rows.map(this.#columns.idOf)).size < rows.length)
      return Result.fail(givenTwice)
    let [inserted, updated] = [0, 0]
    for (const row of rows.map(this.#columns.held)) {
      const there = conflict === "replace" ? this.#held.get(this.#columns.idOf(row)) : undefined
      const written =
        there === undefined
          ? this.#insert(row, false, now)
          : this.#put({ ...there, ...row, ...this.#idOf(there) })
      if (Result.isFailure(written) && conflict !== "ignore") return Result.fail(written.failure)
      if (Result.isFailure(written)) continue
      if (there === undefined) inserted++
      else if (!Equal.equals(there, written.success)) updated++
    }
    return Result.succeed({ inserted, updated, unchanged: given.length - inserted - updated })
  }

  #isPresent(row: Row): boolean {
    const { softDelete } = this.#rows
    return softDelete === undefined || row[softDelete] === null
  }

  #insert(given: Row, replaces: boolean, now: number): Written {
    const { softDelete, tableName, version } = this.#rows
    const made = { ...this.#columns.held(this.#made(given, now)), ...given }
    const there = this.#held.get(this.#columns.idOf(made))
    if (there !== undefined && !replaces) return Result.fail(violated(tableName, "pkey"))
    const row =
      there === undefined
        ? made
        : {
            ...there,
            ...given,
            ...this.#idOf(there),
            ...(softDelete === undefined ? undefined : { [softDelete]: null }),
            ...(version === undefined ? undefined : { [version]: Number(there[version]) + 1 })
          }
    return this.#put(row)
  }

  #update(given: Row): Written {
    const { version } = this.#rows
    const there = Option.getOrUndefined(this.get(given))
    if (there === undefined || (version !== undefined && there[version] !== given[version]))
      return Result.succeed(undefined)
    const counted = version === undefined ? undefined : { [version]: Number(there[version]) + 1 }
    return this.#put({ ...there, ...given, ...this.#idOf(there), ...counted })
  }

  /** An id in the form that the row has it: 1.0 is found by 1.00, and stays what it is. */
  #idOf(there: Row): Row {
    return Object.fromEntries(this.#rows.idFields.map((field) => [field, there[field]]))
  }

  #remove(given: Row, now: number): Option.Option<Row> {
    const { softDelete, version } = this.#rows
    const there = this.get(given)
    if (Option.isNone(there)) return there
    const key = this.#columns.idOf(given)
    const counted = version === undefined ? undefined : { [version]: Number(there.value[version]) + 1 }
    if (softDelete === undefined) this.#held.delete(key)
    else this.#held.set(key, { ...there.value, ...counted, [softDelete]: new Date(now) })
    return there
  }

  #put(row: Row): Written {
    const { columns, tableName } = this.#rows
    const key = this.#columns.idOf(row)
    const lookups = Object.values(this.#options.lookups ?? {}).filter(({ kind }) => kind === "unique")
    const taken = lookups.find(({ field }) =>
      [...this.#held].some(
        ([other, held]) => other !== key && this.#columns.isSame(field, held[field], row[field])
      )
    )
    if (taken !== undefined) return Result.fail(violated(tableName, `${columns.get(taken.field)}_key`))
    this.#held.set(key, row)
    return Result.succeed(row)
  }

  /** What a row has that was left out. */
  #made(given: Row, now: number): Row {
    const absent = Object.keys(this.#options.model.fields).filter((field) => !(field in given))
    return Object.fromEntries(absent.map((field) => [field, this.#valueOf(field, now)]))
  }

  #valueOf(field: string, now: number): unknown {
    const { idFields, tableName, version } = this.#rows
    const made = this.#generated[field]
    if (made !== undefined) return made()
    if (field === version) return 1
    if (this.#columns.takes(field, "null")) return null
    if (this.#columns.takes(field, "date")) return new Date(now)
    if (idFields.includes(field) && this.#columns.takes(field, "number")) return ++this.#last
    if (idFields.includes(field) && this.#columns.takes(field, "bigint")) return BigInt(++this.#last)
    if (idFields.includes(field) && this.#columns.isUuid(field)) return crypto.randomUUID()
    throw new Error(
      `the table ${tableName} in memory does not know what the database would make of ${field}: say so with layerMemoryWith({ generated: { ${field}: () => … } })`
    )
  }
}
