import * as Tree from "../sql/Tree.ts"

/** A column, and the expression that makes its value where a row is given none. */
export interface Column {
  readonly name: string
  readonly default: unknown
  readonly isIdentity: boolean
}

/** In the order in which the values of a row are made. */
export type Columns = ReadonlyArray<Column>

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What Postgres calls the sequence that it makes for a column. */
export const sequenceOf = (table: string, column: string): string => `${table}_${column}_seq`

/** A call as the grammar would read it. */
const nextval = (sequence: ReadonlyArray<string>): unknown => ({
  FuncCall: {
    funcname: [{ String: { sval: "nextval" } }],
    args: [{ A_Const: { sval: { sval: sequence.map(quoted).join(".") } } }]
  }
})

const serialTypes = /^(?:small|big)?serial[248]?$/

const identity = (table: string, column: string, constraint: unknown): unknown => {
  const named = Tree.list(constraint, "options").find(
    (option) => Tree.text(option, "DefElem", "defname") === "sequence_name"
  )
  return nextval(
    named === undefined ? [sequenceOf(table, column)] : Tree.names(named, "DefElem", "arg", "List", "items")
  )
}

const columnOf = (table: string, definition: unknown): Column => {
  const name = Tree.text(definition, "colname")
  const constraint = (kind: string): unknown =>
    Tree.list(definition, "constraints")
      .map((each) => Tree.at(each, "Constraint"))
      .find((each) => Tree.text(each, "contype") === kind)
  const ofIdentity = constraint("CONSTR_IDENTITY")
  if (ofIdentity !== undefined) return { name, default: identity(table, name, ofIdentity), isIdentity: true }
  const isSerial = serialTypes.test(Tree.names(definition, "typeName", "names").join("."))
  const value = isSerial
    ? nextval([sequenceOf(table, name)])
    : Tree.placeless(Tree.at(constraint("CONSTR_DEFAULT"), "raw_expr"))
  return { name, default: value, isIdentity: false }
}

/** The columns that a CREATE TABLE says in full; undefined where some are another table's or a type's. */
export const created = (statement: Tree.Node): Columns | undefined => {
  if (["inhRelations", "ofTypename", "if_not_exists"].some((key) => key in statement)) return undefined
  const table = Tree.text(statement, "relation", "relname")
  const elements = Tree.list(statement, "tableElts")
  if (elements.some((each) => Tree.at(each, "TableLikeClause") !== undefined)) return undefined
  return elements
    .map((each) => Tree.at(each, "ColumnDef"))
    .filter((each) => each !== undefined)
    .map((each) => columnOf(table, each))
}

const change = (columns: Columns, table: string, command: unknown): Columns => {
  const name = Tree.text(command, "name")
  const definition = Tree.at(command, "def")
  const withDefault = (value: unknown, isIdentity = false): Columns =>
    columns.map((each) => (each.name === name ? { name, default: value, isIdentity } : each))
  switch (Tree.text(command, "subtype")) {
    case "AT_AddColumn": {
      const column = columnOf(table, Tree.at(definition, "ColumnDef"))
      return columns.some((each) => each.name === column.name) ? columns : [...columns, column]
    }
    case "AT_DropColumn":
      return columns.filter((each) => each.name !== name)
    case "AT_ColumnDefault":
      return withDefault(Tree.placeless(definition))
    case "AT_AddIdentity":
      return withDefault(identity(table, name, Tree.at(definition, "Constraint")), true)
    case "AT_DropIdentity":
      return withDefault(undefined)
    default:
      return columns
  }
}

/** The columns of a table behind an ALTER TABLE. */
export const altered = (columns: Columns, statement: Tree.Node): Columns => {
  const table = Tree.text(statement, "relation", "relname")
  return Tree.list(statement, "cmds").reduce<Columns>(
    (before, each) => change(before, table, Tree.at(each, "AlterTableCmd")),
    columns
  )
}
