import * as Tree from "../sql/Tree.ts"
import type { Control } from "./StatementFacts.ts"

const controls: Readonly<Record<string, Control["kind"]>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_PREPARE: "prepare transaction",
  TRANS_STMT_SAVEPOINT: "savepoint",
  TRANS_STMT_RELEASE: "release",
  TRANS_STMT_ROLLBACK_TO: "rollback to"
}

/** What a statement does to the transaction that it runs in. */
export const of = (kind: string, node: Tree.Node): Control | undefined => {
  const control = kind === "TransactionStmt" ? controls[Tree.text(node, "kind")] : undefined
  return (
    control && {
      kind: control,
      name: Tree.text(node, "savepoint_name"),
      chain: Tree.at(node, "chain") === true
    }
  )
}
