import * as Tree from "../sql/Tree.ts"
import { apart, each, fieldsOf, type Part } from "./Part.ts"
import type { Column, Columns } from "./TableDefinition.ts"

type Rows = ReadonlyArray<unknown>

const rowsOf = (insert: Tree.Node): Rows => Tree.list(insert, "selectStmt", "SelectStmt", "valuesLists")

const items = (row: unknown): Rows => Tree.list(row, "List", "items")

/** Whether a row leaves a column to its default. */
export const isDefault = (row: unknown, at: number): boolean =>
  Tree.at(items(row)[at], "SetToDefault") !== undefined

/** Whether what is given to an identity is left aside. */
export const overrides = (insert: Tree.Node): boolean =>
  Tree.text(insert, "override") === "OVERRIDING_USER_VALUE"

/** The columns that a statement names to be written. */
export const named = (statement: Tree.Node): ReadonlyArray<string> =>
  Tree.list(statement, "cols").map((column) => Tree.text(column, "ResTarget", "name"))

/** How many columns a query has; undefined where it does not say. */
const widthOf = (query: unknown): number | undefined => {
  if (query === undefined) return 0
  const [row] = Tree.list(query, "SelectStmt", "valuesLists")
  if (row !== undefined) return items(row).length
  const first = Tree.at(query, "SelectStmt", "larg")
  if (first !== undefined) return widthOf({ SelectStmt: first })
  const targets = Tree.list(query, "SelectStmt", "targetList")
  return targets.length === 0 || JSON.stringify(targets).includes('"A_Star"') ? undefined : targets.length
}

/** The columns of a table that a statement gives values, in the order in which it does. */
const given = (statement: Tree.Node, columns: Columns): ReadonlyArray<string> => {
  if ("cols" in statement) return named(statement)
  const all = columns.map(({ name }) => name)
  return "attlist" in statement
    ? Tree.names(statement, "attlist")
    : all.slice(0, widthOf(statement["selectStmt"]))
}

/** Whether some row that is written leaves a column to its default. */
const isLeft = (
  statement: Tree.Node,
  names: ReadonlyArray<string>,
  { isIdentity, name }: Column
): boolean => {
  const at = names.indexOf(name)
  return (
    at === -1 || (isIdentity && overrides(statement)) || rowsOf(statement).some((row) => isDefault(row, at))
  )
}

/** The defaults that a statement makes values of, where the columns are known. */
export const defaults = (statement: Tree.Node, columns: Columns): ReadonlyArray<Part> => {
  const names = given(statement, columns)
  const left = columns.filter((each) => isLeft(statement, names, each))
  return each(
    left.map((column) => column.default),
    "each row"
  )
}

/** One row alone is evaluated in the order of the table's columns, defaults included. */
const ofOne = (insert: Tree.Node, row: Rows, columns: Columns | undefined): ReadonlyArray<Part> => {
  const names = columns === undefined ? [] : given(insert, columns)
  if (columns === undefined || !names.every((name) => columns.some((each) => each.name === name)))
    return "cols" in insert ? apart(each(row, "each row")) : each(row, "each row")
  const values = columns.map((column) =>
    isLeft(insert, names, column) ? column.default : row[names.indexOf(column.name)]
  )
  return each(values, "each row")
}

/** What is written, in the order in which it is evaluated; that of a table's columns may not be known. */
export const parts = (insert: Tree.Node, columns: Columns | undefined): ReadonlyArray<Part> => {
  const source = Tree.at(insert, "selectStmt", "SelectStmt")
  const [row, ...rows] = rowsOf(insert)
  const isOne = row !== undefined && rows.length === 0
  if (isOne && !["withClause", "sortClause"].some((key) => Tree.at(source, key)))
    return ofOne(insert, items(row), columns)
  const values = fieldsOf(insert, ["selectStmt", "each row"])
  return columns === undefined ? values : [...values, ...defaults(insert, columns)]
}
