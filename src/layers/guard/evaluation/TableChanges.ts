import * as Tree from "../sql/Tree.ts"
import type { Change, Judge, Known, Table, TableChange } from "./Change.ts"
import { temporary } from "./Definitions.ts"
import * as TableDefinition from "./TableDefinition.ts"

const schemaOf = (relation: unknown): string =>
  Tree.text(relation, "relpersistence") === "t" ? temporary : Tree.text(relation, "schemaname")

/** What names a table, or a view. */
export const nameOf = (relation: unknown): readonly [name: string, schema: string] => [
  Tree.text(relation, "relname"),
  schemaOf(relation)
]

const change = (
  relation: unknown,
  after: TableChange["after"],
  more: { readonly makes?: boolean; readonly below?: TableChange["below"] } = {}
): Change => {
  const [name, schema] = nameOf(relation)
  return { of: "table", name, schema, makes: false, below: "stays", after, ...more }
}

export const made = (relation: unknown, after: (known: Known) => Partial<Table> | undefined): Change =>
  change(
    relation,
    (_, known) => {
      const table = after(known)
      return table && { schema: schemaOf(relation), columns: [], query: undefined, parents: [], ...table }
    },
    { makes: true }
  )

/** A table of which nothing is known from here on, nor of those that inherit from it. */
export const forget = (relation: unknown): Change => change(relation, () => undefined, { below: "same" })

const columnsOf = (known: Known) => (relation: unknown) => known.ownColumnsOf(relation)

/** A table is made of columns. */
export const created: Judge = (statement) => [
  made(statement["relation"], (known) => {
    const columns = TableDefinition.created(statement, columnsOf(known))
    const parents = Tree.list(statement, "inhRelations").map((each) => Tree.text(each, "RangeVar", "relname"))
    return columns && { columns, parents }
  })
]

/** What changes a table alone where the others that inherit from it change otherwise, or keep what they have. */
const ofOne: ReadonlySet<string> = new Set(["AT_DropColumn", "AT_AddIdentity", "AT_DropIdentity"])

/** A table begins, or ceases, to inherit from another one. */
const tied = (relation: unknown, command: unknown): ReadonlyArray<Change> => {
  const subtype = Tree.text(command, "subtype")
  const def = Tree.at(command, "def")
  const partition = Tree.at(def, "PartitionCmd", "name")
  const child = partition ?? relation
  const parent = partition === undefined ? Tree.at(def, "RangeVar") : relation
  const name = Tree.text(parent, "relname")
  if (subtype === "AT_AttachPartition" || subtype === "AT_AddInherit") {
    return [
      change(child, (before, known) => {
        const columns = partition === undefined ? [] : (known.ownColumnsOf(parent) ?? [])
        return (
          before && {
            ...before,
            columns: TableDefinition.attached(before.columns, columns),
            parents: [...before.parents, name]
          }
        )
      })
    ]
  }
  if (subtype !== "AT_DetachPartition" && subtype !== "AT_DropInherit") return []
  return [
    change(
      child,
      (before) =>
        before && {
          ...before,
          columns: partition === undefined ? before.columns : TableDefinition.detached(before.columns),
          parents: before.parents.filter((each) => each !== name)
        }
    )
  ]
}

/** Its columns change. */
export const altered: Judge = (statement) => {
  const commands = Tree.list(statement, "cmds").map((each) => Tree.at(each, "AlterTableCmd"))
  const { relation } = statement
  const differs = commands.some((each) => ofOne.has(Tree.text(each, "subtype")))
  const below = Tree.at(relation, "inh") !== true ? "stays" : differs ? "forgotten" : "same"
  const own = change(
    relation,
    (before) => before && { ...before, columns: TableDefinition.altered(before.columns, statement) },
    { below }
  )
  return [own, ...commands.flatMap((each) => tied(relation, each))]
}
