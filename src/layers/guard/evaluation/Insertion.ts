import * as Tree from "../sql/Tree.ts"
import type { Column, Columns } from "./Column.ts"
import { apart, each, fieldsOf, type Part } from "./Part.ts"

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

/** The table that a statement writes, where its columns are known. */
export interface Target {
  readonly columns: Columns
  /** How many columns its query has, where that is known. */
  readonly width: number | undefined
}

/** The columns of a table that a statement gives values, in the order in which it does. */
const given = (statement: Tree.Node, { columns, width }: Target): ReadonlyArray<string> => {
  if ("cols" in statement) return named(statement)
  if ("attlist" in statement) return Tree.names(statement, "attlist")
  return columns.map(({ name }) => name).slice(0, "selectStmt" in statement ? width : 0)
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
export const defaults = (statement: Tree.Node, target: Target): ReadonlyArray<Part> => {
  const names = given(statement, target)
  const left = target.columns.filter((each) => isLeft(statement, names, each))
  return each(
    left.map((column) => column.default),
    "each row"
  )
}

/** One row alone is evaluated in the order of the table's columns, defaults included. */
const ofOne = (insert: Tree.Node, row: Rows, target: Target | undefined): ReadonlyArray<Part> => {
  const names = target === undefined ? [] : given(insert, target)
  if (target === undefined || !names.every((name) => target.columns.some((each) => each.name === name)))
    return "cols" in insert ? apart(each(row, "each row")) : each(row, "each row")
  const values = target.columns.map((column) =>
    isLeft(insert, names, column) ? column.default : row[names.indexOf(column.name)]
  )
  return each(values, "each row")
}

/** What is written, in the order in which it is evaluated; that of a table's columns may not be known. */
export const parts = (insert: Tree.Node, target: Target | undefined): ReadonlyArray<Part> => {
  const source = Tree.at(insert, "selectStmt", "SelectStmt")
  const [row, ...rows] = rowsOf(insert)
  const isOne = row !== undefined && rows.length === 0
  if (isOne && !["withClause", "sortClause"].some((key) => Tree.at(source, key)))
    return ofOne(insert, items(row), target)
  const values = fieldsOf(insert, ["selectStmt", "each row"])
  return target === undefined ? values : [...values, ...defaults(insert, target)]
}
