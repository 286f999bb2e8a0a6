import * as Tree from "../sql/Tree.ts"
import * as Functions from "./Functions.ts"

/** What names in FROM stand for. */
export interface Named {
  width(range: unknown): number | undefined
  with(clause: unknown): { readonly names: Named }
}

const sum = (widths: ReadonlyArray<number | undefined>): number | undefined =>
  widths.reduce((all, each) => (all === undefined || each === undefined ? undefined : all + each), 0)

const ofFunctions = (item: unknown): number | undefined => {
  const [call, ...more] = Tree.list(item, "functions").map((each) =>
    Tree.at(Tree.list(each, "List", "items")[0], "FuncCall")
  )
  if (more.length > 0 || Tree.at(item, "coldeflist") !== undefined || !Functions.isRow(call)) return undefined
  return Tree.at(item, "ordinality") === true ? 2 : 1
}

const ofItem = (item: unknown, names: Named): number | undefined => {
  const join = Tree.at(item, "JoinExpr")
  if (join !== undefined) {
    const merges = ["usingClause", "isNatural"].some((key) => Tree.at(join, key) !== undefined)
    return merges ? undefined : sum(["larg", "rarg"].map((side) => ofItem(Tree.at(join, side), names)))
  }
  const subquery = Tree.at(item, "RangeSubselect", "subquery")
  if (subquery !== undefined) return of(subquery, names)
  const range = Tree.at(item, "RangeVar")
  return range === undefined ? ofFunctions(Tree.at(item, "RangeFunction")) : names.width(range)
}

/** What an item of FROM is called, by which `name.*` takes all of its columns. */
const aliasOf = (item: unknown): string => {
  const [inner] = Tree.isNode(item) ? Object.values(item) : []
  return Tree.text(inner, "alias", "aliasname") || Tree.text(inner, "relname")
}

const ofTarget = (target: unknown, from: ReadonlyArray<unknown>, names: Named): number | undefined => {
  const fields = Tree.list(target, "ResTarget", "val", "ColumnRef", "fields")
  if (Tree.at(fields.at(-1), "A_Star") === undefined)
    return JSON.stringify(target).includes('"A_Star"') ? undefined : 1
  if (fields.length === 1) return sum(from.map((item) => ofItem(item, names)))
  const [name = "", ...more] = fields.slice(0, -1).map((each) => Tree.text(each, "String", "sval"))
  const items = from.filter((item) => aliasOf(item) === name)
  return more.length === 0 && items.length === 1 ? ofItem(items[0], names) : undefined
}

/** How many columns a query has; undefined where that is not known. */
export const of = (query: unknown, names: Named): number | undefined => {
  const select = Tree.at(query, "SelectStmt")
  const [row] = Tree.list(select, "valuesLists")
  if (row !== undefined) return Tree.list(row, "List", "items").length
  const inner = names.with(Tree.at(select, "withClause")).names
  const first = Tree.at(select, "larg")
  if (first !== undefined) return of({ SelectStmt: first }, inner)
  const targets = Tree.list(select, "targetList")
  const from = Tree.list(select, "fromClause")
  return targets.length === 0 ? undefined : sum(targets.map((each) => ofTarget(each, from, inner)))
}
