import * as Setting from "../rules/Setting.ts"
import * as Tree from "../sql/Tree.ts"

/** The search_path that a routine runs with: its caller's; or its own, with pg_temp first or not; or that which stands where it is set. */
export type RoutinePath = "caller's" | "temporary" | "other" | "current"

const taking: ReadonlySet<string> = new Set(["VAR_RESET", "VAR_RESET_ALL", "VAR_SET_DEFAULT"])

const setBy = (set: Tree.Node): RoutinePath | undefined => {
  const path = Setting.searchPath("VariableSetStmt", set)
  const kind = Tree.text(set, "kind")
  if (path === undefined) return undefined
  if (taking.has(kind)) return "caller's"
  if (kind === "VAR_SET_CURRENT") return "current"
  return Setting.makesInTemporary(path).value ? "temporary" : "other"
}

/** What the options of CREATE or ALTER FUNCTION say of the path; undefined where they say nothing. */
export const of = (options: ReadonlyArray<unknown>): RoutinePath | undefined =>
  options
    .map((each) => Tree.at(each, "DefElem", "arg", "VariableSetStmt"))
    .map((set) => (Tree.isNode(set) ? setBy(set) : undefined))
    .findLast((path) => path !== undefined)
