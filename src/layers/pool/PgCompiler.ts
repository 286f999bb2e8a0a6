import { PgClient } from "@effect/sql-pg"
import type { Statement } from "effect/sql"

/** The text and parameters of a statement that is made of nothing but text and parameters, as nearly all are. */
const plain = (
  segments: ReadonlyArray<Statement.Segment>
): readonly [sql: string, params: ReadonlyArray<unknown>] | undefined => {
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

/**
 * The driver's compiler, without its memo for what is cheaper to put together again.
 *
 * The memo is a weak map with the statement as its key, and a statement is usually run once: keeping it took a twelfth
 * of the client's time for each statement.
 */
export const make = (): Statement.Compiler => {
  const driver = PgClient.makeCompiler()
  const compile: Statement.Compiler["compile"] = (statement, withoutTransform) =>
    plain(statement.segments) ?? driver.compile(statement, withoutTransform)
  const compiler: Statement.Compiler = {
    dialect: driver.dialect,
    compile,
    get withoutTransform() {
      return compiler // no transform is set
    }
  }
  return compiler
}
