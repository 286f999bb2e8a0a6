import { Clock, Effect, Option, SchemaAST } from "effect"
import * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import * as Scalar from "../../../layers/encode/ScalarValue.ts"
import { ConstraintViolated, type PgFailure, type Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import type { AnyOptions } from "./model/RepositoryOptions.ts"
import { keyText, type Row, type TableRows } from "./model/TableRows.ts"
import type { Writing } from "./write/TableWrites.ts"

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

/** What no column could give back, of the values that are not of several. */
const unstorable = (row: Row): Rejected | undefined => {
  for (const [field, value] of Object.entries(row)) {
    const problem = typeof value === "object" ? undefined : Scalar.problemOf(value)
    if (problem !== undefined) return rejected(`row.${field}`, problem)
  }
  return undefined
}

/** The rows of a table in memory, by their ids: what is unique and which version they are at, and nothing else of Postgres. */
export class MemoryTable {
  readonly #held = new Map<string, Row>()
  readonly #options: AnyOptions
  readonly #rows: TableRows
  readonly #generated: Generated
  #last = 0

  constructor(options: AnyOptions, rows: TableRows, generated: Generated) {
    this.#options = options
    this.#rows = rows
    this.#generated = generated
  }

  /** Rows that have not been removed. */
  all(): ReadonlyArray<Row> {
    return [...this.#held.values()].filter((row) => this.#isPresent(row))
  }

  get(row: Row): Option.Option<Row> {
    return Option.filter(Option.fromUndefinedOr(this.#held.get(this.#rows.textOf(row))), (row) =>
      this.#isPresent(row)
    )
  }

  /** What a statement does to a row, all at once. */
  readonly write = ({ operation }: Writing, row: Row): Effect.Effect<Option.Option<Row>, PgFailure> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.suspend(() => {
        const refused = unstorable(row)
        if (refused !== undefined) return Effect.fail(refused)
        if (operation === "update") return this.#update(row)
        return operation === "remove"
          ? Effect.succeed(this.#remove(row, now))
          : this.#insert(row, operation === "upsert", now)
      })
    )

  /** Writes that are there all, or none of them where one fails. */
  readonly whole = <A, E>(writes: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      const before = [...this.#held]
      const undo = Effect.sync(() => {
        this.#held.clear()
        for (const [key, row] of before) this.#held.set(key, row)
      })
      return Effect.onError(writes, () => undo)
    })

  #isPresent(row: Row): boolean {
    const { softDelete } = this.#rows
    return softDelete === undefined || row[softDelete] === null
  }

  #insert(given: Row, replaces: boolean, now: number): Effect.Effect<Option.Option<Row>, PgFailure> {
    const { softDelete, tableName, textOf, version } = this.#rows
    const made = { ...this.#made(given, now), ...given }
    const there = this.#held.get(textOf(made))
    if (there !== undefined && !replaces) return Effect.fail(violated(tableName, "pkey"))
    const row =
      there === undefined
        ? made
        : {
            ...there,
            ...given,
            ...(softDelete === undefined ? undefined : { [softDelete]: null }),
            ...(version === undefined ? undefined : { [version]: Number(there[version]) + 1 })
          }
    return this.#put(row)
  }

  #update(given: Row): Effect.Effect<Option.Option<Row>, PgFailure> {
    const { version } = this.#rows
    const there = Option.getOrUndefined(this.get(given))
    if (there === undefined || (version !== undefined && there[version] !== given[version]))
      return Effect.succeedNone
    const counted = version === undefined ? undefined : { [version]: Number(there[version]) + 1 }
    return this.#put({ ...there, ...given, ...counted })
  }

  #remove(given: Row, now: number): Option.Option<Row> {
    const { softDelete, textOf, version } = this.#rows
    const there = this.get(given)
    if (Option.isNone(there)) return there
    const counted = version === undefined ? undefined : { [version]: Number(there.value[version]) + 1 }
    if (softDelete === undefined) this.#held.delete(textOf(given))
    else this.#held.set(textOf(given), { ...there.value, ...counted, [softDelete]: new Date(now) })
    return there
  }

  #put(row: Row): Effect.Effect<Option.Option<Row>, PgFailure> {
    const { columns, tableName, textOf } = this.#rows
    const key = textOf(row)
    const lookups = Object.values(this.#options.lookups ?? {}).filter(({ kind }) => kind === "unique")
    const taken = lookups.find(({ field }) =>
      [...this.#held].some(
        ([other, { [field]: value }]) =>
          other !== key && value !== null && keyText(value) === keyText(row[field])
      )
    )
    if (taken !== undefined) return Effect.fail(violated(tableName, `${columns.get(taken.field)}_key`))
    this.#held.set(key, row)
    return Effect.succeedSome(row)
  }

  /** What a row has that was left out. */
  #made(given: Row, now: number): Row {
    const absent = Object.keys(this.#options.model.fields).filter((field) => !(field in given))
    return Object.fromEntries(absent.map((field) => [field, this.#valueOf(field, now)]))
  }

  #valueOf(field: string, now: number): unknown {
    const { idFields, version } = this.#rows
    const made = this.#generated[field]
    if (made !== undefined) return made()
    if (field === version) return 1
    const schema = this.#options.model.fields[field]
    const takes = (kind: ColumnKind.Kind): boolean =>
      schema !== undefined && ColumnKind.accepts(SchemaAST.toEncoded(schema.ast), kind)
    if (takes("null")) return null
    if (takes("date")) return new Date(now)
    if (idFields.includes(field) && takes("number")) return ++this.#last
    if (idFields.includes(field) && takes("bigint")) return BigInt(++this.#last)
    throw new Error(
      `the table in memory does not know what the database would make of ${field}: say so with layerMemoryWith({ generated: { ${field}: () => … } })`
    )
  }
}
