/** A node of libpg-query's parse tree, or the object that holds its fields; what is false or zero is left out of it. */
export type Node = Readonly<Record<string, unknown>>

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What lies at a path of field names. */
export const at = (value: unknown, ...path: ReadonlyArray<string>): unknown => {
  let found = value
  for (const key of path) {
    if (!isNode(found)) return undefined
    found = found[key]
  }
  return found
}

/** The text at a path; empty when there is none. */
export const text = (value: unknown, ...path: ReadonlyArray<string>): string => {
  const found = at(value, ...path)
  return typeof found === "string" ? found : ""
}

export const list = (value: unknown, ...path: ReadonlyArray<string>): ReadonlyArray<unknown> => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The byte at which a node begins, when the tree says. */
export const location = (value: unknown): number | undefined => {
  const found = at(value, "location")
  if (typeof found === "number") return found < 0 ? undefined : found
  return undefined
}

/** The same without its places, for an expression that is evaluated in another text than its own. */
export const placeless = (expression: unknown): unknown => {
  if (Array.isArray(expression)) return expression.map(placeless)
  if (!isNode(expression)) return expression
  const kept = Object.entries(expression).filter(([key]) => key !== "location")
  return Object.fromEntries(kept.map(([key, value]) => [key, placeless(value)]))
}

/** The parts of a dotted name. */
export const names = (value: unknown, ...path: ReadonlyArray<string>): ReadonlyArray<string> =>
  list(value, ...path).map((part) => text(part, "String", "sval"))

/** The schema of one session's temporary objects. */
export const isTemporarySchema = (name: string | undefined): boolean =>
  name !== undefined && /^pg_temp(?:_\d+)?$/.test(name)

/** Whether the parts of a dotted name begin with the schema of temporary objects. */
export const isInTemporary = (parts: ReadonlyArray<unknown>): boolean =>
  parts.length > 1 &&
  isNode(parts[0]) &&
  "String" in parts[0] &&
  isTemporarySchema(text(parts[0]["String"], "sval"))

/** The name of a relation that may be temporary: without a schema, or in pg_temp. */
export const maybeTemporary = (range: unknown): string | undefined => {
  const schema = text(range, "schemaname")
  return schema === "" || isTemporarySchema(schema) ? text(range, "relname") : undefined
}

/** The relations that are named anywhere in a value and may be temporary; `own` are the queries of WITH around it. */
export const relations = (value: unknown, own: ReadonlySet<string> = new Set()): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap((each) => relations(each, own))
  if (!isNode(value)) return []
  const { known, used } = queriesOf(value["withClause"], own)
  const others = Object.entries(value).flatMap(([key, inner]) => {
    if (key === "withClause") return []
    if (key !== "RangeVar") return relations(inner, known)
    const isOwn = text(inner, "schemaname") === "" && known.has(text(inner, "relname"))
    return isOwn ? [] : (maybeTemporary(inner) ?? [])
  })
  return [...used, ...others]
}

/** What the queries of WITH use, and what is known behind them: each knows those before it, and with RECURSIVE all. */
const queriesOf = (
  clause: unknown,
  own: ReadonlySet<string>
): { readonly known: ReadonlySet<string>; readonly used: ReadonlyArray<string> } => {
  const queries = list(clause, "ctes").map((each) => at(each, "CommonTableExpr"))
  const named = queries.map((each) => text(each, "ctename"))
  const known = new Set([...own, ...named])
  const before = (index: number) =>
    at(clause, "recursive") === true ? known : new Set([...own, ...named.slice(0, index)])
  return { known, used: queries.flatMap((each, index) => relations(at(each, "ctequery"), before(index))) }
}

/** The constant string that an expression is, casts of it included. */
export const constantText = (expression: unknown): string | undefined => {
  const inner = at(expression, "TypeCast", "arg") ?? at(expression, "CollateClause", "arg")
  if (inner !== undefined) return constantText(inner)
  const constant = at(expression, "A_Const", "sval")
  return constant === undefined ? undefined : text(constant, "sval")
}

const truths: ReadonlyArray<readonly [word: string, value: boolean, shortest: number]> = [
  ["true", true, 1],
  ["yes", true, 1],
  ["on", true, 2],
  ["1", true, 1],
  ["false", false, 1],
  ["no", false, 1],
  ["off", false, 2],
  ["0", false, 1]
]

/** A Boolean as Postgres reads it from text: any beginning of the words that tells them apart. */
export const booleanOf = (value: string): boolean | undefined => {
  const given = value.trim().toLowerCase()
  return truths.find(([word, , shortest]) => given.length >= shortest && word.startsWith(given))?.[1]
}

/** The Boolean that an expression is, when it is constant. */
export const constantBoolean = (expression: unknown): boolean | undefined => {
  const inner = at(expression, "TypeCast", "arg")
  if (inner !== undefined) return constantBoolean(inner)
  const constant = at(expression, "A_Const")
  if (at(constant, "boolval") !== undefined) return at(constant, "boolval", "boolval") === true
  if (at(constant, "ival") !== undefined) return at(constant, "ival", "ival") !== undefined
  if (at(constant, "sval") !== undefined) return booleanOf(text(constant, "sval", "sval"))
  if (at(expression, "BoolExpr", "boolop") !== "NOT_EXPR") return undefined
  const negated = constantBoolean(list(expression, "BoolExpr", "args")[0])
  return negated === undefined ? undefined : !negated
}

/** One argument of a call, by its place or by its name. */
export const argument = (call: unknown, index: number, name: string): unknown => {
  const all = list(call, "args")
  const named = all.find((argument) => text(argument, "NamedArgExpr", "name") === name)
  if (named !== undefined) return at(named, "NamedArgExpr", "arg")
  return at(all[index], "NamedArgExpr") === undefined ? all[index] : undefined
}
