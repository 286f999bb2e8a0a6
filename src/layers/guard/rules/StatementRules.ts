import * as Tree from "../sql/Tree.ts"
import { type Broken, broken, type Judge } from "./Broken.ts"
import { rules } from "./Rule.ts"
import * as Setting from "./Setting.ts"
import * as TemporaryObjects from "./TemporaryObjects.ts"

const variableSet: Judge = (statement) => {
  const kind = Tree.text(statement, "kind")
  const name = Tree.text(statement, "name")
  const local = Tree.at(statement, "is_local") === true
  switch (kind) {
    case "VAR_SET_MULTI":
      return broken(name === "SESSION CHARACTERISTICS" ? rules.characteristics : undefined)
    case "VAR_RESET_ALL":
      return broken(rules.reset)
    case "VAR_RESET":
    case "VAR_SET_DEFAULT": {
      const reset = broken(
        Setting.ruleOf(kind === "VAR_RESET" ? "reset" : "setDefault", name, local),
        undefined,
        Setting.objectOf(name)
      )
      return reset && { ...reset, only: "not set before" }
    }
    default:
      return broken(Setting.ruleOf("set", name, local), undefined, Setting.objectOf(name))
  }
}

/** CURSOR_OPT_HOLD */
const hold = 0x20

const declareCursor: Judge = (statement) => {
  const options = Tree.at(statement, "options")
  const held = typeof options === "number" && (options & hold) !== 0
  return held ? broken(rules.heldCursor, undefined, Tree.text(statement, "portalname")) : undefined
}

/** The view of all settings passes what is written to it on to set_config. */
const update: Judge = (statement) =>
  Tree.text(statement, "relation", "relname") === "pg_settings"
    ? broken(rules.set, Tree.at(statement, "relation"))
    : undefined

/** Kinds of statements that need a session, or may; the rest is judged by what it calls. */
const kinds: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["VariableSetStmt", variableSet],
  ["DiscardStmt", () => broken(rules.discard)],
  ["PrepareStmt", (statement) => broken(rules.prepare, undefined, Tree.text(statement, "name"))],
  ["ExecuteStmt", (statement) => broken(rules.execute, undefined, Tree.text(statement, "name"))],
  ["DeallocateStmt", (statement) => broken(rules.deallocate, undefined, Tree.text(statement, "name"))],
  ["DeclareCursorStmt", declareCursor],
  ["FetchStmt", () => broken(rules.cursor)],
  ["ClosePortalStmt", () => broken(rules.cursor)],
  ["ListenStmt", (statement) => broken(rules.listen, undefined, Tree.text(statement, "conditionname"))],
  ["UnlistenStmt", (statement) => broken(rules.unlisten, undefined, Tree.text(statement, "conditionname"))],
  ["LoadStmt", () => broken(rules.load)],
  ["UpdateStmt", update],
  ...TemporaryObjects.kinds
])

/** The rule that a node of this kind breaks. */
export const ruleOf = (kind: string, node: Tree.Node): Broken | undefined => kinds.get(kind)?.(node)
