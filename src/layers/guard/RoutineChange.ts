import * as RoutinePath from "./body/RoutinePath.ts"
import type { Alteration, Inner, Routine, RoutineFacts } from "./Routine.ts"
import * as ObjectName from "./rules/ObjectName.ts"
import type * as Grammar from "./sql/Grammar.ts"
import * as Tree from "./sql/Tree.ts"

const triggers: ReadonlyMap<string, Routine["runsBy"]> = new Map([
  ["trigger", "write"],
  ["event_trigger", "definition"]
])

/** The function or procedure that a statement makes, with the statements of its body. */
export const made = (kind: string, statement: Tree.Node, body: ReadonlyArray<Inner>): Routine | undefined => {
  if (kind !== "CreateFunctionStmt") return undefined
  const name = Tree.names(statement, "funcname").at(-1) ?? ""
  return {
    name,
    object: ObjectName.ofRoutine("OBJECT_FUNCTION", name, Tree.list(statement, "parameters")),
    body,
    path: RoutinePath.of(Tree.list(statement, "options")) ?? "caller's",
    runsBy: triggers.get(Tree.names(statement, "returnType", "names").at(-1) ?? "") ?? "call",
    mayWait: false
  }
}

/** Which routine a statement changes, and of a trigger's names alone. */
const meant = (kind: string, statement: Tree.Node): unknown => {
  if (kind === "AlterFunctionStmt") return statement["func"]
  if (kind === "RenameStmt") return Tree.at(statement, "object", "ObjectWithArgs")
  const waits = kind === "CreateTrigStmt" && statement["deferrable"] === true
  return waits ? { objname: statement["funcname"], args_unspecified: true } : undefined
}

/** What a statement changes of functions and procedures that are there. */
export const altered = (kind: string, statement: Tree.Node, position: number): Alteration | undefined => {
  const routine = meant(kind, statement)
  if (routine === undefined) return undefined
  return {
    name: Tree.names(routine, "objname").at(-1) ?? "",
    object: ObjectName.ofArguments(routine),
    path: RoutinePath.of(Tree.list(statement, "actions")),
    newName: kind === "RenameStmt" ? Tree.text(statement, "newname") : undefined,
    mayWait: kind === "CreateTrigStmt",
    position
  }
}

const writing: ReadonlySet<string> = new Set([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "TruncateStmt",
  "CopyStmt",
  "ConstraintsSetStmt"
])

/** Whether a node of this kind may run triggers. */
export const writes = (kind: string): boolean => writing.has(kind)

const defining = /^(?:Create|Alter|Drop|View|Index|Rename|Rule|Comment|Grant|Define|Reindex)/

/** Which trigger functions a statement may run. */
export const fires = (
  { kind, node }: Pick<Grammar.Statement, "kind" | "node">,
  hasWrites: boolean,
  position: number
): RoutineFacts["fires"] => {
  if (hasWrites) return { runsBy: "write", waited: false, position }
  if (Tree.text(node, "kind") === "TRANS_STMT_COMMIT") return { runsBy: "write", waited: true, position }
  return defining.test(kind) ? { runsBy: "definition", waited: false, position } : undefined
}
