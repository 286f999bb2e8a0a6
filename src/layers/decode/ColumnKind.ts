import { Schema, SchemaAST } from "effect"

/** What a column's values are in JavaScript, as `src/layers/Types.md` has it; those of an array's places too. */
export type Kind =
  | "string"
  | "number"
  | "bigint"
  | "boolean"
  | "date"
  | "bytes"
  | "object"
  | "json"
  | "null"
  | { readonly each: Kind }

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...["int2", "int4", "oid", "regclass", "float4", "float8"].map((type) => [type, "number"] as const),
  ...["int8", "time"].map((type) => [type, "bigint"] as const),
  ...["json", "jsonb"].map((type) => [type, "json"] as const),
  ...["timestamp", "timestamptz"].map((type) => [type, "date"] as const),
  ["bool", "boolean"],
  ["bytea", "bytes"],
  ["interval", "object"],
  ["record", { each: "json" }]
])

/** The kind of a type by its name in `pg_type`. All others come as Postgres' text. */
export const of = (type: string): Kind => kinds.get(type) ?? "string"

export const show = (kind: Kind): string =>
  typeof kind === "string" ? (words[kind] ?? `a ${kind}`) : `an array, each ${show(kind.each)}`

const words: Partial<Record<string, string>> = {
  date: "a Date",
  bytes: "a Uint8Array",
  object: "an object",
  json: "a value of JSON",
  null: "null"
}

/** What a class, such as `Date`, is tried with. */
const samples: Partial<Record<string, unknown>> = {
  date: new Date(0),
  bytes: new Uint8Array(0),
  json: {},
  object: {}
}

/** Whether an encoded type takes values of a kind. Of a value of JSON only the column knows more. */
export const accepts = (ast: SchemaAST.AST, kind: Kind): boolean => {
  switch (ast._tag) {
    case "Any":
    case "Unknown":
      return true
    case "Suspend":
      return accepts(ast.thunk(), kind)
    case "Union":
      return ast.types.some((type) => accepts(type, kind))
    case "Null":
      return kind === "null"
    case "Arrays":
      return typeof kind === "string"
        ? kind === "json"
        : [...ast.elements, ...ast.rest].every(
            (place) => accepts(place, kind.each) || isDimension(place, kind)
          )
    case "Declaration":
      return typeof kind === "string" && kind in samples && Schema.is(Schema.make(ast))(samples[kind])
    default:
      return typeof kind === "string" && scalars(ast).includes(kind)
  }
}

/** Whether an array's places have arrays of the same: a column does not say how many dimensions its arrays have. */
const isDimension = (ast: SchemaAST.AST, kind: Kind): boolean => ast._tag === "Arrays" && accepts(ast, kind)

const scalars = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  switch (ast._tag) {
    case "String":
    case "TemplateLiteral":
      return ["string", "json"]
    case "Number":
      return ["number", "json"]
    case "Boolean":
      return ["boolean", "json"]
    case "BigInt":
      return ["bigint"]
    case "Literal":
      return [typeof ast.literal, "json"]
    case "Enum":
      return [...new Set(ast.enums.map(([, value]) => typeof value)), "json"]
    case "Objects":
    case "ObjectKeyword":
      return ["object", "json"]
    default:
      return []
  }
}

/** The properties of an encoded type, by name: what takes each, and whether it may be left out. */
export const properties = (
  ast: SchemaAST.AST
): ReadonlyArray<{ readonly name: string; readonly type: SchemaAST.AST; readonly optional: boolean }> => {
  if (ast._tag === "Suspend") return properties(ast.thunk())
  if (ast._tag !== "Objects") return []
  return ast.propertySignatures.map(({ name, type }) => ({
    name: String(name),
    type,
    optional: SchemaAST.isOptional(type)
  }))
}
