import * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import type { ColumnType, Sort } from "./ColumnValue.ts"

/** A type that a column's type stands on, or that type itself. */
export interface TypeLink {
  /** As SQL writes it, without a length. */
  readonly name: string
  /** Its name in the catalogue, if it is one of Postgres' own. */
  readonly own: string | null
  /** Whether it is an array of the type before, or a domain of it. */
  readonly is_array: boolean
  readonly is_enum: boolean
  /** Whether it is a domain that takes no NULL. */
  readonly is_not_null: boolean
  /** What stands between its values in the text of an array. */
  readonly delimiter: string
  /** The schema of the operators that compare its values, where the search_path does not lead to them. */
  readonly operators: string | null
}

/** What a column's type stands on: first what is neither an array nor a domain, and last the type itself. */
export type TypeChain = readonly [TypeLink, ...ReadonlyArray<TypeLink>]

const sorts: Readonly<Record<string, readonly [sort: Sort, bits?: number]>> = {
  text: ["text"],
  varchar: ["text"],
  bpchar: ["text"],
  name: ["text"],
  bytea: ["bytes"],
  bool: ["boolean"],
  int2: ["whole", 16],
  int4: ["whole", 32],
  int8: ["whole", 64],
  float4: ["fraction", 32],
  float8: ["fraction", 64],
  json: ["json"],
  jsonb: ["json"],
  timestamptz: ["instant"],
  date: ["day"],
  time: ["clock"],
  interval: ["span"]
}

/** Types whose values have one text each, unless a collation takes several for the same. */
const ownForms: Partial<Record<string, ColumnType["ownForm"]>> = {
  text: "text",
  varchar: "text",
  uuid: "uuid"
}

const scalar = ({ delimiter, is_enum, name, operators, own }: TypeLink): ColumnType => {
  const [sort, bits = 0] = sorts[own ?? ""] ?? ["other"]
  const ownForm = is_enum ? "label" : ownForms[own ?? ""]
  return { name, sort, bits, element: undefined, delimiter, ownForm, operators: operators ?? undefined }
}

/** The same type where it takes no NULL. */
const notNull = (type: ColumnType): ColumnType => (type.sort === "json" ? { ...type, holdsNull: true } : type)

/** Whether a domain refuses NULL, as its column would. */
const refusesNull = ([, ...above]: TypeChain): boolean =>
  above.slice(above.findLastIndex(({ is_array }) => is_array) + 1).some(({ is_not_null }) => is_not_null)

/**
 * What a column of a type is to its values. It is written as what its domains are of, since to cast a text to a domain of
 * `varchar(5)` cuts it, and to assign it does not.
 */
export const of = (
  chain: TypeChain,
  column: { readonly isNullable: boolean; readonly isDeterministic: boolean }
) => {
  const [base, ...above] = chain
  const isNullable = column.isNullable && !refusesNull(chain)
  const type = above.reduce<ColumnType>((below, { is_array, is_not_null, name }) => {
    if (is_array) return { name, sort: "array", bits: 0, element: below }
    return is_not_null ? notNull(below) : below
  }, scalar(base))
  const kind = above.reduce<ColumnKind.Kind>(
    (below, { is_array }) => (is_array ? { each: below } : below),
    ColumnKind.of(base.own ?? "")
  )
  const isOwn = column.isDeterministic || type.ownForm !== "text"
  return {
    isNullable,
    kind,
    type: { ...(isNullable ? type : notNull(type)), ownForm: isOwn ? type.ownForm : undefined }
  }
}
