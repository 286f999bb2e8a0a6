import * as Tree from "../sql/Tree.ts"

/** A query that a statement names, to be run by that name. */
export interface LaterQuery {
  readonly name: string
  readonly kind: string
  readonly query: Tree.Node
}

/** Prepared statements and cursors may be called alike. */
const prepared = (name: string): string => `${name}\0prepared`
const cursor = (name: string): string => `${name}\0cursor`

/** Of several rows the first one read may be of any part of these. */
const hasParts = /"(?:larg|valuesLists)":/

/** The query that a statement prepares, or declares a cursor for whose first row needs all of it. */
export const made = (kind: string, statement: Tree.Node): LaterQuery | undefined => {
  const isCursor = kind === "DeclareCursorStmt"
  if (kind !== "PrepareStmt" && !isCursor) return undefined
  const [inner = "", query] = Object.entries(statement["query"] ?? {})[0] ?? []
  const name = isCursor ? cursor(Tree.text(statement, "portalname")) : prepared(Tree.text(statement, "name"))
  if (!Tree.isNode(query)) return undefined
  return isCursor && hasParts.test(JSON.stringify(query))
    ? { name, kind: "", query: {} }
    : { name, kind: inner, query }
}

const forward = /^FETCH_(?:FORWARD|ABSOLUTE|RELATIVE)$/

/** By which name a statement runs a query, at least to its first row. */
export const run = (kind: string, statement: Tree.Node): ReadonlyArray<string> => {
  if (kind === "ExecuteStmt") return [prepared(Tree.text(statement, "name"))]
  const count = Tree.at(statement, "howMany")
  const reads = kind === "FetchStmt" && forward.test(Tree.text(statement, "direction"))
  return reads && typeof count === "number" && count > 0 ? [cursor(Tree.text(statement, "portalname"))] : []
}
