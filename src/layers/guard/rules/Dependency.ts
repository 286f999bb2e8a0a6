import * as Tree from "../sql/Tree.ts"
import type { Tie } from "./StatementFacts.ts"

/** The table that a sequence belongs to; empty where it is told to belong to none, undefined where nothing is said. */
const ownerOf = (statement: Tree.Node): string | undefined => {
  const owned = Tree.list(statement, "options").find(
    (option) => Tree.text(option, "DefElem", "defname") === "owned_by"
  )
  return owned === undefined ? undefined : (Tree.names(owned, "DefElem", "arg", "List", "items").at(-2) ?? "")
}

/** Tables go with those that they inherit from, views with what they select from, sequences with their owners. */
export const usesOf = (statement: Tree.Node): ReadonlyArray<string> =>
  [
    ...Tree.relations(Tree.list(statement, "inhRelations")),
    ...Tree.relations(Tree.at(statement, "query")),
    ownerOf(statement) ?? ""
  ].filter((name) => name !== "")

const tableTie = (table: string, command: unknown): ReadonlyArray<Tie> => {
  const subtype = Tree.text(command, "AlterTableCmd", "subtype")
  const holds = subtype === "AT_AddInherit" || subtype === "AT_AttachPartition"
  const def = Tree.at(command, "AlterTableCmd", "def")
  const parent = Tree.text(def, "RangeVar", "relname")
  if (subtype.endsWith("Inherit")) return [{ object: table, to: parent, holds }]
  const partition = Tree.text(def, "PartitionCmd", "name", "relname")
  return subtype.endsWith("Partition") ? [{ object: partition, to: table, holds }] : []
}

/** What a statement lets go with something else, or no longer: children, partitions and sequences. */
export const tied = (kind: string, statement: Tree.Node): ReadonlyArray<Tie> => {
  if (kind === "AlterTableStmt") {
    const table = Tree.maybeTemporary(Tree.at(statement, "relation"))
    if (table === undefined) return []
    return Tree.list(statement, "cmds").flatMap((command) => tableTie(table, command))
  }
  const owner = kind === "AlterSeqStmt" ? ownerOf(statement) : undefined
  if (owner === undefined) return []
  const object = Tree.maybeTemporary(Tree.at(statement, "sequence"))
  if (object === undefined) return []
  const free = { object, to: "", holds: false }
  return owner === "" ? [free] : [free, { object, to: owner, holds: true }]
}

/**
 * The tables whose serial column a sequence may have been made for that is told to belong to none: it no longer goes
 * with them. Undefined for other statements.
 */
export const freedFrom = (statement: Tree.Node): ReadonlyArray<string> | undefined => {
  const name = Tree.maybeTemporary(Tree.at(statement, "sequence"))
  if (name === undefined || ownerOf(statement) !== "") return undefined
  return /_seq\d*$/.test(name) ? [...name.matchAll(/_/g)].map(({ index }) => name.slice(0, index)) : []
}
