import * as Tree from "../sql/Tree.ts"
import { all, fieldsOf, type Part } from "./Part.ts"

const isOfTarget = (clause: unknown): boolean =>
  Tree.text(clause, "MergeWhenClause", "matchKind") === "MERGE_WHEN_NOT_MATCHED_BY_TARGET"

/** What becomes of each row of the source, where none can match: then the first WHEN NOT MATCHED decides, if it has no condition. */
const unmatched = (merge: Tree.Node): unknown => {
  if (Tree.constantBoolean(merge["joinCondition"]) !== false) return undefined
  const first = Tree.list(merge, "mergeWhenClauses").find(isOfTarget)
  return Tree.at(first, "MergeWhenClause", "condition") === undefined ? first : undefined
}

/** The INSERT that a MERGE is for each row of its source; undefined where it may not be. */
export const insertion = (merge: Tree.Node): Tree.Node | undefined => {
  const clause = Tree.at(unmatched(merge), "MergeWhenClause")
  if (Tree.text(clause, "commandType") !== "CMD_INSERT") return undefined
  const values = Tree.list(clause, "values")
  const columns = Tree.list(clause, "targetList")
  return {
    relation: merge["relation"],
    override: Tree.at(clause, "override"),
    ...(columns.length > 0 && { cols: columns }),
    ...(values.length > 0 && {
      selectStmt: { SelectStmt: { valuesLists: [{ List: { items: values } }], op: "SETOP_NONE" } }
    })
  }
}

const apartFromRows: ReadonlySet<string> = new Set(["withClause", "returningClause"])

/** What may match is written at times; where nothing can, the source is read, and each row of it written. */
export const parts = (merge: Tree.Node): ReadonlyArray<Part> => {
  const insert = insertion(merge)
  const rest = Object.fromEntries(Object.entries(merge).filter(([key]) => !apartFromRows.has(key)))
  if (insert === undefined) return all(rest, "at times")
  const { mergeWhenClauses, relation: _, sourceRelation, ...others } = rest
  const clauses = Tree.list({ mergeWhenClauses }, "mergeWhenClauses").filter(
    (each) => each !== unmatched(merge)
  )
  return [
    ...all(others, "at times"),
    ...fieldsOf({ sourceRelation }, ["sourceRelation", "each row"]),
    { key: "", value: { InsertStmt: insert }, when: "each row" },
    { key: "", value: clauses, when: "at times" }
  ]
}
