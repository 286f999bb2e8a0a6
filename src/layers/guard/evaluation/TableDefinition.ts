import * as Tree from "../sql/Tree.ts"
import * as Column from "./Column.ts"

/** Finds the columns of another table, where they are known. */
export type ColumnsOf = (relation: unknown) => Column.Columns | undefined

const withoutDefault = (column: Column.Column): Column.Column => ({
  ...column,
  default: undefined,
  isIdentity: false
})

/** What LIKE takes over, by the bits that Postgres keeps for it. */
const includes = { defaults: 1 << 3, identity: 1 << 5 }

/** An identity gets a sequence of its own; any other default is the same one. */
const liked = (table: string, clause: unknown, columnsOf: ColumnsOf): Column.Columns | undefined => {
  const options = Tree.at(clause, "options")
  const has = (bit: number): boolean => typeof options === "number" && (options & bit) !== 0
  return columnsOf(Tree.at(clause, "relation"))?.map((column) => {
    if (!has(column.isIdentity ? includes.identity : includes.defaults)) return withoutDefault(column)
    return column.isIdentity
      ? { ...column, default: Column.nextval([Column.sequenceOf(table, column.name)]) }
      : column
  })
}

const elementOf = (table: string, element: unknown, columnsOf: ColumnsOf): Column.Columns | undefined => {
  const like = Tree.at(element, "TableLikeClause")
  if (like !== undefined) return liked(table, like, columnsOf)
  const definition = Tree.at(element, "ColumnDef")
  return definition === undefined ? [] : [Column.of(table, definition)]
}

/** A column that a table has from its parent may be given another default. */
const merged = (columns: Column.Columns): Column.Columns => {
  const named = new Map<string, Column.Column>()
  for (const column of columns) {
    const before = named.get(column.name)
    const after = before === undefined || column.default !== undefined ? column : before
    named.set(column.name, before === undefined ? column : { ...after, type: before.type })
  }
  return [...named.values()]
}

/** The columns of a CREATE TABLE; undefined where some are those of a type, or of a table that is not known. */
export const created = (statement: Tree.Node, columnsOf: ColumnsOf): Column.Columns | undefined => {
  if (["ofTypename", "if_not_exists"].some((key) => key in statement)) return undefined
  const table = Tree.text(statement, "relation", "relname")
  const parents = Tree.list(statement, "inhRelations").map((each) => columnsOf(Tree.at(each, "RangeVar")))
  const own = Tree.list(statement, "tableElts").map((each) => elementOf(table, each, columnsOf))
  const all: Array<Column.Column> = []
  for (const columns of [...parents, ...own]) {
    if (columns === undefined) return undefined
    all.push(...columns)
  }
  return merged(
    "partbound" in statement ? all : [...inherited(parents), ...own.flatMap((each) => each ?? [])]
  )
}

/** An identity is its table's own, and its partitions'. */
const inherited = (parents: ReadonlyArray<Column.Columns | undefined>): Column.Columns =>
  parents.flatMap((each) => each ?? []).map((each) => (each.isIdentity ? withoutDefault(each) : each))

/** What a partition is from where it is attached: an identity is its parent's. */
export const attached = (columns: Column.Columns, parent: Column.Columns): Column.Columns =>
  columns.map((each) => parent.find(({ isIdentity, name }) => isIdentity && name === each.name) ?? each)

/** What it is without its parent. */
export const detached = (columns: Column.Columns): Column.Columns => inherited([columns])

const change = (columns: Column.Columns, table: string, command: unknown): Column.Columns => {
  const name = Tree.text(command, "name")
  const definition = Tree.at(command, "def")
  const withDefault = (value: unknown, isIdentity = false): Column.Columns =>
    columns.map((each) => (each.name === name ? { ...each, default: value, isIdentity } : each))
  switch (Tree.text(command, "subtype")) {
    case "AT_AddColumn": {
      const column = Column.of(table, Tree.at(definition, "ColumnDef"))
      return columns.some((each) => each.name === column.name) ? columns : [...columns, column]
    }
    case "AT_DropColumn":
      return columns.filter((each) => each.name !== name)
    case "AT_ColumnDefault":
      return withDefault(Tree.placeless(definition))
    case "AT_AddIdentity":
      return withDefault(Column.identity(table, name, Tree.at(definition, "Constraint")), true)
    case "AT_AlterColumnType":
      return columns.map((each) =>
        each.name === name ? { ...each, type: Column.typeOf(Tree.at(definition, "ColumnDef")) } : each
      )
    case "AT_DropIdentity":
      return withDefault(undefined)
    default:
      return columns
  }
}

/** The columns of a table behind an ALTER TABLE. */
export const altered = (columns: Column.Columns, statement: Tree.Node): Column.Columns => {
  const table = Tree.text(statement, "relation", "relname")
  return Tree.list(statement, "cmds").reduce<Column.Columns>(
    (before, each) => change(before, table, Tree.at(each, "AlterTableCmd")),
    columns
  )
}
