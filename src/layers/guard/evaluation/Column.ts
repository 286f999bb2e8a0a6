import * as Tree from "../sql/Tree.ts"

/** A column, and the expression that makes its value where a row is given none. */
export interface Column {
  readonly name: string
  readonly default: unknown
  readonly isIdentity: boolean
  /** The name of its type, which may be a domain with a default of its own; empty for an array. */
  readonly type: ReadonlyArray<string>
}

/** In the order in which the values of a row are made. */
export type Columns = ReadonlyArray<Column>

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What Postgres calls the sequence that it makes for a column. */
export const sequenceOf = (table: string, column: string): string => `${table}_${column}_seq`

/** A call as the grammar would read it. */
export const nextval = (sequence: ReadonlyArray<string>): unknown => ({
  FuncCall: {
    funcname: [{ String: { sval: "nextval" } }],
    args: [{ A_Const: { sval: { sval: sequence.map(quoted).join(".") } } }]
  }
})

const serialTypes = /^(?:small|big)?serial[248]?$/

export const identity = (table: string, column: string, constraint: unknown): unknown => {
  const named = Tree.list(constraint, "options").find(
    (option) => Tree.text(option, "DefElem", "defname") === "sequence_name"
  )
  return nextval(
    named === undefined ? [sequenceOf(table, column)] : Tree.names(named, "DefElem", "arg", "List", "items")
  )
}

export const typeOf = (definition: unknown): ReadonlyArray<string> =>
  Tree.list(definition, "typeName", "arrayBounds").length > 0
    ? []
    : Tree.names(definition, "typeName", "names")

export const of = (table: string, definition: unknown): Column => {
  const type = typeOf(definition)
  const name = Tree.text(definition, "colname")
  const constraint = (kind: string): unknown =>
    Tree.list(definition, "constraints")
      .map((each) => Tree.at(each, "Constraint"))
      .find((each) => Tree.text(each, "contype") === kind)
  const ofIdentity = constraint("CONSTR_IDENTITY")
  if (ofIdentity !== undefined)
    return { name, default: identity(table, name, ofIdentity), isIdentity: true, type }
  const isSerial = serialTypes.test(type.join("."))
  const value = isSerial
    ? nextval([sequenceOf(table, name)])
    : Tree.placeless(Tree.at(constraint("CONSTR_DEFAULT"), "raw_expr"))
  return { name, default: value, isIdentity: false, type }
}
