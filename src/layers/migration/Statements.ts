import { Data, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { type Change, title } from "./Change.ts"

/** What statements belong to: a change, or what they are for where they are of none. */
type Owner = Change | string

/** What the statements that keep the books are for. */
export const books = "the books of changes"

/** The server refused a statement. */
export class StatementRefused extends Data.TaggedError("StatementRefused")<{
  readonly change: Change | undefined
  /** Such as `shop 2_orders, statement 1 of 3 (CREATE TABLE orders)`. */
  readonly where: string
  readonly statement: string
  readonly error: SqlError.SqlError
}> {}

const longest = 80
const leading = /^(?:\s*(?:--[^\n]*\n|\/\*[\s\S]*?\*\/))*\s*/
/** Names and key words up to the first other sign: behind it there may be values, and passwords. */
const named = /^(?:(?:[A-Za-z_]\w*|"[^"]*")(?:\.|\s+|(?=[^\w."$'])|$))+/
const making = /\b(?:CREATE|ALTER|DROP|GRANT|REVOKE)\s+[A-Z]/i

/** A statement without the comments in front of it. */
export const bare = (statement: string): string => statement.replace(leading, "")

/** Names written in a statement, as they are stored. */
export const wordsOf = (statement: string): ReadonlyArray<string> => [
  ...new Set(
    Array.from(
      statement.matchAll(/"([^"]+)"|[A-Za-z_]\w*/g),
      ([bare, quoted]) => quoted ?? bare.toLowerCase()
    )
  )
]

/** What a statement does to which object, such as `CREATE TABLE orders`; of a block the first that it makes or changes. */
export const headOf = (statement: string): string => {
  const text = bare(statement)
  const block = /^DO\b/i.test(text)
  const inside = block ? text.slice(Math.max(0, text.search(making))) : text
  const head = (named.exec(inside)?.[0] ?? "").replaceAll(/\s+/g, " ").trim().slice(0, longest)
  return block && head !== "DO" ? `DO: ${head}` : head
}

const whereIs = (owner: Owner, head: string, place: number, of: number): string => {
  const whose = typeof owner === "string" ? owner : `${title(owner)}, statement ${place + 1} of ${of}`
  return head === "" ? whose : `${whose} (${head})`
}

/** Says of a failure which statement it was, of which change. */
export const located =
  (owner: Owner, statements: ReadonlyArray<string>, place: number) =>
  <A>(work: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, StatementRefused> =>
    Effect.mapError(work, (error) => {
      const statement = statements[place] ?? ""
      const where = whereIs(owner, headOf(statement), place, statements.length)
      const change = typeof owner === "string" ? undefined : owner
      return new StatementRefused({ change, where, statement, error })
    })

/** Sends statements one after the other. */
export const execute = (
  sql: SqlClient.SqlClient,
  owner: Owner,
  statements: ReadonlyArray<string>
): Effect.Effect<void, StatementRefused> =>
  Effect.forEach(statements, (statement, place) => located(owner, statements, place)(sql.unsafe(statement)), {
    discard: true
  })
