import * as Tree from "../sql/Tree.ts"
import * as Functions from "./Functions.ts"
import * as Merge from "./Merge.ts"

/** What names in FROM stand for: whether it has a row. */
export interface Named {
  hasRow(range: unknown): boolean
  with(clause: unknown): { readonly names: Named }
}

/** Whether a query is of two, and has the rows of both. */
export const isUnion = (select: unknown): boolean => Tree.text(select, "op") === "SETOP_UNION"

/** Whether a query makes one row of all that it reads. */
export const isAggregated = (select: unknown): boolean =>
  Tree.at(select, "groupClause") === undefined && Functions.aggregatesIn(Tree.at(select, "targetList"))

const fromHasRow = (item: unknown, named: Named): boolean => {
  const subquery = Tree.at(item, "RangeSubselect", "subquery")
  if (subquery !== undefined) return hasRow(subquery, named)
  const calls = Tree.list(item, "RangeFunction", "functions")
  if (calls.length > 0)
    return calls.every((call) => Functions.isRow(Tree.at(Tree.list(call, "List", "items")[0], "FuncCall")))
  const range = Tree.at(item, "RangeVar")
  return range !== undefined && named.hasRow(range)
}

/** Whether a query has a row to be read from; ON CONFLICT may return nothing of what it was given. */
export const givesRow = (query: unknown, named: Named): boolean =>
  Tree.at(query, "InsertStmt", "onConflictClause") === undefined && hasRow(query, named)

/** Whether LIMIT leaves a row. */
const limitLeavesRow = (select: Tree.Node): boolean => {
  const count = select["limitCount"]
  const isAll = count === undefined || Tree.at(count, "A_Const", "isnull") === true
  return !("limitOffset" in select) && (isAll || Functions.isPositive(count))
}

/** Whether what is selected is evaluated whatever is in the tables. */
const evaluatesRow = (select: Tree.Node, named: Named): boolean => {
  if (!limitLeavesRow(select) || "larg" in select || "groupClause" in select || "havingClause" in select)
    return false
  if (isAggregated(select)) return true
  const where = select["whereClause"]
  if (where !== undefined && Tree.constantBoolean(where) !== true) return false
  const { names } = named.with(select["withClause"])
  return Tree.list(select, "fromClause").every((item) => fromHasRow(item, names))
}

const selectHasRow = (select: Tree.Node, named: Named): boolean => {
  if (isUnion(select) && limitLeavesRow(select)) {
    const { names } = named.with(select["withClause"])
    return [select["larg"], select["rarg"]].some((side) => Tree.isNode(side) && selectHasRow(side, names))
  }
  return evaluatesRow(select, named) && !Functions.mayBeNone(select["targetList"])
}

const ofRows: ReadonlySet<string> = new Set(["SelectStmt", "InsertStmt", "CreateTableAsStmt"])

/** Whether the rows of a statement are evaluated, one at least. */
export const evaluatesRows = (kind: string, node: Tree.Node, named: Named): boolean => {
  if (kind === "SelectStmt" && !isUnion(node)) return evaluatesRow(node, named)
  if (kind === "MergeStmt")
    return Merge.insertion(node) !== undefined && fromHasRow(node["sourceRelation"], named)
  return ofRows.has(kind) && hasRow({ [kind]: node }, named)
}

/** Whether a query, or a statement that makes rows, has at least one whatever is in the tables. */
export const hasRow = (query: unknown, named: Named): boolean => {
  const select = Tree.at(query, "SelectStmt")
  if (Tree.isNode(select)) return selectHasRow(select, named)
  const insert = Tree.at(query, "InsertStmt")
  if (Tree.isNode(insert)) {
    const { names } = named.with(Tree.at(insert, "withClause"))
    return Tree.at(insert, "selectStmt") === undefined || hasRow(Tree.at(insert, "selectStmt"), names)
  }
  const made = Tree.at(query, "CreateTableAsStmt")
  return Tree.isNode(made) && made["if_not_exists"] !== true && Tree.at(made, "into", "skipData") !== true
}
