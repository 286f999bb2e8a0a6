import { type Schema, SchemaAST } from "effect"

const hasId = (ast: Pick<SchemaAST.AST, "annotations">, id: string): boolean => {
  const representation = ast.annotations?.["representation"]
  return (
    typeof representation === "object" &&
    representation !== null &&
    "id" in representation &&
    representation.id === `effect/schema/${id}`
  )
}

const isChecked = (ast: SchemaAST.AST, id: string): boolean =>
  ast.checks?.some((check) => check._tag === "Filter" && hasId(check, id)) === true

const ofLiteral: Partial<Record<string, string>> = {
  string: "text",
  number: "double precision",
  bigint: "bigint",
  boolean: "boolean"
}

/** The type for one member of an encoded schema. */
const ofMember = (ast: SchemaAST.AST): string | undefined => {
  switch (ast._tag) {
    case "String":
      return isChecked(ast, "isUUID") ? "uuid" : "text"
    case "TemplateLiteral":
      return "text"
    case "Literal":
      return ofLiteral[typeof ast.literal]
    case "Number":
      return isChecked(ast, "isInt") ? "integer" : "double precision"
    case "BigInt":
      return "bigint"
    case "Boolean":
      return "boolean"
    case "Arrays":
    case "Objects":
      return "jsonb"
    default:
      if (hasId(ast, "Date")) return "timestamptz"
      if (hasId(ast, "Json") || hasId(ast, "MutableJson")) return "jsonb"
      return hasId(ast, "Uint8Array") ? "bytea" : undefined
  }
}

/** The Postgres type that holds what a field's schema takes; none where the schema says too little. */
export const of = ({ ast }: Pick<Schema.Top, "ast">): string | undefined => {
  const encoded = SchemaAST.toEncoded(ast)
  const members = encoded._tag === "Union" ? encoded.types : [encoded]
  const values = members.filter(({ _tag }) => _tag !== "Null" && _tag !== "Undefined")
  const [type, ...others] = new Set(values.map(ofMember))
  if (others.length > 0) return undefined
  return type === "text" && hasId(SchemaAST.toType(ast), "BigDecimal") ? "numeric" : type
}
