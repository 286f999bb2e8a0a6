import { BigDecimal, Option, SchemaAST } from "effect"
import * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import * as Scalar from "../../../layers/encode/ScalarValue.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as PostgresType from "./model/PostgresType.ts"
import type { AnyOptions, OrderBy } from "./model/RepositoryOptions.ts"
import { type Ordering, orderings } from "./model/RowOrder.ts"
import { keyText, type Row, type TableRows } from "./model/TableRows.ts"

const inOrder = <A extends number | bigint | boolean>(one: A, other: A): number => {
  if (one < other) return -1
  return one > other ? 1 : 0
}

/** NaN is above all numbers, and equal to itself. */
const numbersInOrder = (one: number, other: number): number =>
  Number.isNaN(one) || Number.isNaN(other)
    ? inOrder(Number.isNaN(one), Number.isNaN(other))
    : inOrder(one, other)

/** By the bytes of their UTF-8, as in a database whose collation is C. */
const textsInOrder = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other))

/** Values of one column, neither of them NULL. JSON and arrays have no order here. */
const valuesInOrder = (one: unknown, other: unknown): number => {
  if (typeof one === "string" && typeof other === "string") return textsInOrder(one, other)
  if (typeof one === "number" && typeof other === "number") return numbersInOrder(one, other)
  if (typeof one === "bigint" && typeof other === "bigint") return inOrder(one, other)
  if (typeof one === "boolean" && typeof other === "boolean") return inOrder(one, other)
  if (one instanceof Date && other instanceof Date) return inOrder(one.getTime(), other.getTime())
  return one instanceof Uint8Array && other instanceof Uint8Array ? Buffer.compare(one, other) : 0
}

/** A text of `placed`, as a value like one of its column. */
const like = (value: unknown, text: string): unknown => {
  if (typeof value === "number") return Number(text)
  if (typeof value === "bigint") return BigInt(text)
  if (typeof value === "boolean") return text === "true"
  if (value instanceof Date) return new Date(text)
  return value instanceof Uint8Array ? Buffer.from(text, "hex") : text
}

const placed = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString()
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : `${value}`
}

/** What Postgres makes of values by the types that a model's schemas stand for: which are the same, and which comes first. */
export class MemoryColumns {
  readonly #model: AnyOptions["model"]
  readonly #rows: TableRows
  readonly #types: ReadonlyMap<string, string | undefined>

  constructor({ model }: AnyOptions, rows: TableRows) {
    this.#model = model
    this.#rows = rows
    this.#types = new Map(
      [...rows.columns.keys()].map((field) => {
        const schema = model.fields[field]
        return [field, schema && PostgresType.of(schema)]
      })
    )
  }

  /** Whether the field takes values of a kind. */
  takes(field: string, kind: ColumnKind.Kind): boolean {
    const schema = this.#model.fields[field]
    return schema !== undefined && ColumnKind.accepts(SchemaAST.toEncoded(schema.ast), kind)
  }

  /** Whether the field's values are UUIDs. */
  isUuid(field: string): boolean {
    return this.#types.get(field) === "uuid"
  }

  isNullable(field: string): boolean {
    return !this.#rows.idFields.includes(field) && this.takes(field, "null")
  }

  /** What no column could give back, of the values that are not of several. */
  refusal(row: Row, fields: ReadonlyArray<string>, at: string): Rejected | undefined {
    for (const field of fields) {
      const problem = this.#problemOf(field, row[field])
      if (problem !== undefined) return rejected(`${at}.${field}`, problem)
    }
    return undefined
  }

  /** A row as it is held: a uuid in lower case. */
  readonly held = (row: Row): Row =>
    Object.fromEntries(
      Object.entries(row).map(([field, value]) => [
        field,
        typeof value === "string" && this.isUuid(field) ? value.toLowerCase() : value
      ])
    )

  /** A value that is not NULL as text, the same for all that are equal. */
  readonly textOf = (field: string, value: unknown): string => {
    if (this.isUuid(field)) return String(value).toLowerCase()
    return Option.match(this.#decimal(field, value), {
      onNone: () => keyText(value),
      onSome: (decimal) => BigDecimal.format(BigDecimal.normalize(decimal))
    })
  }

  /** Whether two values are equal, which NULL is to none. */
  isSame(field: string, one: unknown, other: unknown): boolean {
    return one !== null && other !== null && this.textOf(field, one) === this.textOf(field, other)
  }

  /** What tells a row from all others. */
  readonly idOf = (row: Row): string =>
    JSON.stringify(this.#rows.idFields.map((field) => this.textOf(field, row[field])))

  /** What comes first of two rows: NULL is last, and so it is first where the order is descending. */
  readonly inOrder = (one: Row, other: Row, by: ReadonlyArray<Ordering>): number => {
    for (const { field, isDescending } of by) {
      const order = this.#inOrder(field, one[field], other[field])
      if (order !== 0) return isDescending ? -order : order
    }
    return 0
  }

  readonly ordered = (rows: ReadonlyArray<Row>, orderBy: OrderBy<string> | undefined): ReadonlyArray<Row> => {
    const by = orderings(this.#rows, orderBy)
    return rows.toSorted((one, other) => this.inOrder(one, other, by))
  }

  /** Where a row is in an order. */
  readonly placeOf = (row: Row, by: ReadonlyArray<Ordering>): ReadonlyArray<string> =>
    by.map(({ field }) => placed(row[field]))

  /** Whether a row is behind a place. */
  readonly isBehind = (row: Row, by: ReadonlyArray<Ordering>, at: ReadonlyArray<string>): boolean => {
    const place = by.map(({ field }, index) => [field, like(row[field], at[index] ?? "")] as const)
    return this.inOrder(row, Object.fromEntries(place), by) > 0
  }

  #problemOf(field: string, value: unknown): string | undefined {
    const isFraction = typeof value === "number" && this.#types.get(field) === "double precision"
    return typeof value === "object" || isFraction ? undefined : Scalar.problemOf(value)
  }

  #inOrder(field: string, one: unknown, other: unknown): number {
    if (one === null || other === null) return inOrder(one === null, other === null)
    const [decimal, second] = [this.#decimal(field, one), this.#decimal(field, other)]
    return Option.isSome(decimal) && Option.isSome(second)
      ? BigDecimal.Order(decimal.value, second.value)
      : valuesInOrder(one, other)
  }

  #decimal(field: string, value: unknown): Option.Option<BigDecimal.BigDecimal> {
    return this.#types.get(field) === "numeric" ? BigDecimal.fromString(String(value)) : Option.none()
  }
}
