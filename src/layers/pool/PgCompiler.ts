import { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"
import * as StatementText from "../encode/StatementText.ts"
import type { Rejected } from "../failure/PgFailure.ts"

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
    const refusal = StatementText.refuseNames(statement.segments)
    return refusal === undefined ? driver.compile(statement, withoutTransform) : refused(refusal)
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
