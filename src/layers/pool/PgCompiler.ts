import { PgClient } from "@effect/sql-pg"
import { Statement } from "effect/sql"
import * as Rows from "../encode/Rows.ts"
import * as StatementText from "../encode/StatementText.ts"
import { Rejected } from "../failure/PgFailure.ts"

type Compiled = readonly [sql: string, params: ReadonlyArray<unknown>]

/** The text and parameters of a statement that is made of nothing but text and parameters, as nearly all are. */
const plain = (segments: ReadonlyArray<Statement.Segment>): Compiled | undefined => {
  let sql = ""
  let placeholders = 0
  const params: Array<unknown> = []
  for (const segment of segments) {
    if (segment._tag === "Parameter") {
      sql += `$${++placeholders}`
      params.push(segment.value)
    } else if (segment._tag === "Literal") {
      sql += segment.value
      if (segment.params !== undefined) params.push(...segment.params)
    } else {
      return undefined
    }
  }
  return [sql, params]
}

/** The segments with rows that can be stored as they are, or what is wrong with a row. */
const withRows = (
  segments: ReadonlyArray<Statement.Segment>
): ReadonlyArray<Statement.Segment> | Rejected => {
  let changed: Array<Statement.Segment> | undefined
  for (const [index, segment] of segments.entries()) {
    if (!isHelper(segment)) continue
    const helper = Rows.helper(segment, index)
    if (helper instanceof Rejected) return helper
    ;(changed ??= [...segments])[index] = helper
  }
  return changed ?? segments
}

const isHelper = (segment: Statement.Segment) =>
  segment._tag === "RecordInsertHelper" ||
  segment._tag === "RecordUpdateHelper" ||
  segment._tag === "RecordUpdateHelperSingle"

/** A compiler has no way to fail; what checks the parameters, before anything waits, finds the refusal among them. */
const refused = (refusal: Rejected): Compiled => ["", [refusal]]

/**
 * The driver's compiler, without its memo for what is cheaper to put together again.
 *
 * The memo is a weak map with the statement as its key, and a statement is usually run once: keeping it took a twelfth
 * of the client's time for each statement. A text or a name that cannot be sent as it is makes a statement that is
 * refused.
 */
export const make = (): Statement.Compiler => {
  const driver = PgClient.makeCompiler()
  const named = (statement: Statement.Fragment, withoutTransform: boolean): Compiled => {
    const segments = withRows(statement.segments)
    if (segments instanceof Rejected) return refused(segments)
    const refusal = StatementText.refuseNames(segments)
    if (refusal !== undefined) return refused(refusal)
    return driver.compile(
      segments === statement.segments ? statement : Statement.fragment(segments),
      withoutTransform
    )
  }
  const compile: Statement.Compiler["compile"] = (statement, withoutTransform) => {
    const compiled = plain(statement.segments) ?? named(statement, withoutTransform)
    const refusal = StatementText.refuse(compiled[0])
    return refusal === undefined ? compiled : refused(refusal)
  }
  const compiler: Statement.Compiler = {
    dialect: driver.dialect,
    compile,
    get withoutTransform() {
      return compiler // no transform is set
    }
  }
  return compiler
}
