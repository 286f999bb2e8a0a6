import * as Insertion from "../evaluation/Insertion.ts"
import * as Tree from "../sql/Tree.ts"

/** What takes from a sequence, or sets it, for its session. */
export interface Advance {
  readonly by: "nextval" | "setval" | "insert"
  /** The sequence, or the table whose defaults take from one; empty for one that is not known. */
  readonly of: string
  /** The columns of the table that are given values, and so take none from a sequence. */
  readonly given: ReadonlyArray<string>
}

/** May take from any sequence, for all that is known. */
export const any: Advance = { by: "insert", of: "", given: [] }

/** The sequence that currval asks for; undefined for lastval, which takes any. */
export type Asked = string | undefined

/** The part of a name, unquoted, and its schema. */
const parts = (name: string): ReadonlyArray<string> =>
  [...name.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)].map(
    ([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole.trim().toLowerCase()
  )

/** What an expression is, wherever it stands. */
const shape = (expression: unknown): string =>
  JSON.stringify(expression, (key, value: unknown) => (key === "location" ? undefined : value)) ?? ""

/** The sequence of a column of type serial. */
const ofSerial = (call: unknown): string | undefined => {
  if (Tree.names(call, "funcname").at(-1) !== "pg_get_serial_sequence") return undefined
  const [table, column] = Tree.list(call, "args").map(Tree.constantText)
  return table === undefined || column === undefined ? undefined : `${table}_${column}_seq`
}

/** What a sequence is known by: its name, and where that is not constant, the expression that makes it. */
export const nameOf = (call: Tree.Node): string => {
  const expression = Tree.list(call, "args")[0]
  const inner = Tree.at(expression, "TypeCast", "arg") ?? expression
  return Tree.constantText(expression) ?? ofSerial(Tree.at(inner, "FuncCall")) ?? `(${shape(inner)})`
}

const isSame = (one: string, other: string): boolean => {
  if (one.startsWith("(") || other.startsWith("(")) return one === other
  const [name, schema] = parts(one).toReversed()
  const [otherName, otherSchema] = parts(other).toReversed()
  return name === otherName && (schema === undefined || otherSchema === undefined || schema === otherSchema)
}

/** A sequence that Postgres has named after a table and a column. */
const serial = /^.+_.+_seq\d*$/
/** Names longer than this are cut, and then say little. */
const whole = 60

const isSerial = (name: string): boolean => serial.test(name) && name.length < whole

/** The last part of a sequence's name; empty for an expression. */
const lastPart = (sequence: string): string =>
  sequence.startsWith("(") ? "" : (parts(sequence).at(-1) ?? "")

/** What a sequence of a table may be called after: its name, in the singular or the plural. */
const alike = (table: string): ReadonlyArray<string> => [
  table,
  table.replace(/e?s$/, ""),
  table.replace(/s$/, ""),
  `${table}s`
]

/**
 * Whether a row of a table takes from a sequence: it may, unless that is called after another table, or after a column
 * that is given a value.
 */
const feeds = ({ given, of: table }: Advance, sequence: string): boolean => {
  const name = lastPart(sequence)
  if (table === "" || !isSerial(name)) return true
  if (given.some((column) => name === `${table}_${column}_seq`)) return false
  return alike(table).some((each) => name.startsWith(`${each}_`))
}

/** What those who look for an advance may look for: they find all that answers, and a little more. */
export const knownBy = ({ by, of }: Advance): ReadonlySet<string> =>
  new Set(
    by === "insert"
      ? ["any", "insert", ...(of === "" ? ["unnamed"] : alike(of).map((each) => `table ${each}`))]
      : [by === "setval" ? "setval" : "any", `sequence ${lastPart(of) || of}`]
  )

/** By what an advance is known that answers. */
export const lookedFor = (asked: Asked): ReadonlyArray<string> => {
  if (asked === undefined) return ["any"]
  const name = lastPart(asked)
  const ends = [...name.matchAll(/_/g)].map(({ index }) => index)
  const inserts = isSerial(name)
    ? ["unnamed", ...ends.map((end) => `table ${name.slice(0, end)}`)]
    : ["insert"]
  return [...inserts, `sequence ${name || asked}`]
}

/** Whether the column is given that a table's sequence is most often of. */
const givesKey = ({ given, of: table }: Advance): boolean =>
  given.some((column) => column === "id" || alike(table).some((each) => column === `${each}_id`))

/** Whether currval or lastval answers for its own session behind this. */
export const answers = (advance: Advance, asked: Asked): boolean => {
  if (asked === undefined) return advance.by !== "setval" && !givesKey(advance)
  return advance.by === "insert" ? feeds(advance, asked) : isSame(advance.of, asked)
}

/** Whether a value is there in any case: setval does nothing with NULL. */
const isThere = (value: unknown): boolean =>
  Tree.at(value, "A_Const") !== undefined
    ? Tree.at(value, "A_Const", "isnull") !== true
    : isThereInside(Tree.at(value, "TypeCast", "arg") ?? Tree.list(value, "CoalesceExpr", "args").at(-1))

const isThereInside = (value: unknown): boolean => value !== undefined && isThere(value)

/** What a call takes from a sequence, or sets; after setval that is current where it says that the value is used. */
export const ofCall = (call: Tree.Node): Advance | undefined => {
  const by = Tree.names(call, "funcname").at(-1)
  if (by !== "nextval" && by !== "setval") return undefined
  const [, value, used] = Tree.list(call, "args")
  const sets = isThere(value) && (used === undefined || Tree.constantBoolean(used) === true)
  return by === "setval" && !sets ? undefined : { by, of: nameOf(call), given: [] }
}

/** The columns that each row of an INSERT gives a value. */
const givenBy = (insert: Tree.Node): ReadonlyArray<string> => {
  if (Insertion.overrides(insert)) return []
  const rows = Tree.list(insert, "selectStmt", "SelectStmt", "valuesLists")
  return Insertion.named(insert).filter((_, at) => !rows.some((row) => Insertion.isDefault(row, at)))
}

/** Without a list of columns those that are given are not known, and may be all; DEFAULT is most often the sequence's. */
const givesAll = (insert: Tree.Node): boolean => {
  const query = Tree.at(insert, "selectStmt")
  if (query === undefined || Tree.list(insert, "cols").length > 0) return false
  if (Insertion.overrides(insert)) return false
  const [first, ...rows] = Tree.list(query, "SelectStmt", "valuesLists")
  const columns = Tree.list(first, "List", "items").keys()
  return ![...columns].some((at) => [first, ...rows].every((row) => Insertion.isDefault(row, at)))
}

/** What a row that a statement writes takes from the sequences of its table. */
export const ofWrite = (kind: string, statement: Tree.Node): Advance | undefined => {
  const into = { by: "insert", of: Tree.text(statement, "relation", "relname") } as const
  if (kind === "InsertStmt") return givesAll(statement) ? undefined : { ...into, given: givenBy(statement) }
  const copies = kind === "CopyStmt" && Tree.at(statement, "is_from") === true
  const given = Tree.names(statement, "attlist")
  if (!copies || given.length === 0 || Tree.at(statement, "whereClause") !== undefined) return undefined
  return { ...into, given }
}
