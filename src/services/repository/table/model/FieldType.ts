import { type Schema, SchemaAST } from "effect"
import type { ColumnType } from "../../bulk/ColumnValue.ts"

/** What a value is in JavaScript, as the driver tells values apart. */
export type Kind = "string" | "number" | "bigint" | "boolean" | "Date" | "Uint8Array" | "array" | "object"

/** What a field's schema takes from a row; nothing is known of one that takes anything. */
export interface FieldType {
  readonly kinds: ReadonlySet<Kind> | undefined
  readonly takesNull: boolean
  /** The Postgres type that holds all that the schema takes; none where the schema says too little. */
  readonly postgres: string | undefined
}

const idOf = (ast: SchemaAST.AST): unknown =>
  ast._tag === "Declaration" ? ast.annotations?.["representation"] : undefined

const hasId = (representation: unknown, id: string): boolean =>
  typeof representation === "object" &&
  representation !== null &&
  "id" in representation &&
  representation.id === `effect/schema/${id}`

const isChecked = (ast: SchemaAST.AST, id: string): boolean =>
  ast.checks?.some((check) => check._tag === "Filter" && hasId(check.annotations?.["representation"], id)) ===
  true

const declared = (ast: SchemaAST.AST): readonly [Kind, string] | undefined => {
  const id = idOf(ast)
  if (hasId(id, "Date")) return ["Date", "timestamptz"]
  return hasId(id, "Uint8Array") ? ["Uint8Array", "bytea"] : undefined
}

/** What one member of a schema takes, and the type for it. */
const simple = (ast: SchemaAST.AST): readonly [Kind, string] | undefined => {
  switch (ast._tag) {
    case "String":
      return ["string", isChecked(ast, "isUUID") ? "uuid" : "text"]
    case "TemplateLiteral":
      return ["string", "text"]
    case "Literal":
      return typeof ast.literal === "string" ? ["string", "text"] : simpleLiteral(typeof ast.literal)
    case "Number":
      return ["number", isChecked(ast, "isInt") ? "integer" : "double precision"]
    case "BigInt":
      return ["bigint", "bigint"]
    case "Boolean":
      return ["boolean", "boolean"]
    case "Arrays":
      return ["array", "jsonb"]
    case "Objects":
      return ["object", "jsonb"]
    default:
      return declared(ast)
  }
}

const simpleLiteral = (type: string): readonly [Kind, string] | undefined => {
  if (type === "number") return ["number", "double precision"]
  if (type === "bigint") return ["bigint", "bigint"]
  return type === "boolean" ? ["boolean", "boolean"] : undefined
}

/** What a field's schema takes. */
export const of = (schema: Pick<Schema.Top, "ast">): FieldType => {
  const ast = SchemaAST.toEncoded(schema.ast)
  const members = ast._tag === "Union" ? ast.types : [ast]
  const values = members.filter(({ _tag }) => _tag !== "Null" && _tag !== "Undefined")
  const found = values.map(simple)
  const known = found.filter((member) => member !== undefined)
  const types = new Set(known.map(([, postgres]) => postgres))
  const [only] = types
  const isDecimal = hasId(idOf(SchemaAST.toType(schema.ast)), "BigDecimal")
  return {
    kinds:
      known.length < found.length || found.length === 0 ? undefined : new Set(known.map(([kind]) => kind)),
    takesNull: members.some(({ _tag }) => _tag === "Null" || _tag === "Any" || _tag === "Unknown"),
    postgres:
      types.size === 1 && known.length === found.length
        ? isDecimal && only === "text"
          ? "numeric"
          : only
        : undefined
  }
}

/** As what the driver gives values of a column; nothing where it depends on the value. */
export const given = ({ bits, name, sort }: ColumnType): Kind | undefined => {
  switch (sort) {
    case "whole":
      return bits === 64 ? "bigint" : "number"
    case "fraction":
      return "number"
    case "boolean":
      return "boolean"
    case "text":
    case "day":
      return "string"
    case "bytes":
      return "Uint8Array"
    case "instant":
      return "Date"
    default:
      return name === "numeric" || name === "uuid" ? "string" : undefined
  }
}
