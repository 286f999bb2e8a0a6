import { Context, Effect, Fiber } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import { Followers, type TextRow } from "../socket/wire/Followers.ts"
import { Following } from "./AskedTransaction.ts"
import { TransactionSession } from "./TransactionSession.ts"

/** Takes the rows of the first statement that has no answer yet. */
type Answered = (rows: ReadonlyArray<TextRow>) => void

const text = (value: unknown): string | undefined => {
  if (typeof value === "string") return value
  return value === null || value === undefined ? undefined : JSON.stringify(value)
}

type Statements = Iterable<Statement.Statement<unknown>>

/** Each goes out when the one before it is answered. */
const oneByOne = Effect.fnUntraced(function* (
  statements: Statements,
  answered: Answered
): Effect.fn.Return<void, SqlError.SqlError> {
  for (const statement of statements) {
    const rows = yield* statement.values
    answered(rows.map((row) => row.map(text)))
  }
})

function* all(statements: Statements) {
  yield* statements
}

function* behind(first: Statement.Statement<unknown>, rest: Statements) {
  yield first
  yield* rest
}

/** Sends statements behind another one while they may follow it, and gives those that may not any more. */
const sending = Effect.fnUntraced(function* (
  session: TransactionSession,
  followers: Followers,
  statements: IterableIterator<Statement.Statement<unknown>>,
  answered: Answered
): Effect.fn.Return<Statements, SqlError.SqlError> {
  while (yield* followers.turn) {
    const { done, value: statement } = statements.next()
    if (done === true) return []
    const [sql, parameters] = statement.compile()
    const judged = session.judge(sql)
    if (judged !== undefined) yield* judged
    if (!followers.send(sql, parameters, answered)) return behind(statement, statements)
    yield* Effect.yieldNow // the socket has its turn before the next one is made ready
  }
  return statements
})

const following = Effect.fnUntraced(function* (
  session: TransactionSession,
  statements: Statements,
  answered: Answered
): Effect.fn.Return<void, SqlError.SqlError> {
  const followers = new Followers()
  const opening = session.executeUnprepared("SELECT", [], undefined)
  const opened = yield* Effect.forkChild(Effect.provideService(opening, Following, followers), {
    startImmediately: true
  })
  opened.addObserver(() => followers.close())
  const iterator = all(statements)
  const left = yield* Effect.ensuring(
    sending(session, followers, iterator, answered),
    Effect.sync(() => followers.close())
  )
  yield* Fiber.join(opened)
  yield* oneByOne(left, answered) // none, unless the first one went out without any behind it
})

/**
 * Runs statements in their order, in the transaction that is open, without waiting for one's answer before the next goes
 * out: while the server works on one, the next one is there. They are made ready one at a time, and three at most are
 * unanswered; the first that fails fails all.
 *
 * Their parameters are texts, or say what they are; their columns are texts. Where nobody knows how, as with another
 * client, or outside of a transaction, each waits for the answer to the one before it.
 */
export const run = (
  sql: Pick<SqlClient.SqlClient, "transactionService">,
  statements: Statements,
  answered: Answered
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.contextWith((context: Context.Context<never>) => {
    const [connection] = Context.getOrUndefined(context, sql.transactionService) ?? []
    return connection instanceof TransactionSession
      ? following(connection, statements, answered)
      : oneByOne(statements, answered)
  })
