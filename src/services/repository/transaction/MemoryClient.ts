import { Context, Effect, Stream } from "effect"
import type { SqlClient, SqlConnection } from "effect/sql"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import * as PgSqlClient from "../../../layers/pool/PgSqlClient.ts"
import * as TransactionRunner from "../../../layers/transaction/TransactionRunner.ts"
import { noSql } from "./MemoryFailure.ts"
import { MemoryTransaction } from "./MemoryTransaction.ts"

const refused = () => Effect.fail(noSql)

/** What every statement is answered where there is no database. */
const connection: SqlConnection.Connection = {
  execute: refused,
  executeRaw: refused,
  executeStream: () => Stream.fail(noSql),
  executeValues: refused,
  executeValuesUnprepared: refused,
  executeUnprepared: refused
}

const ofOurs = (held: SqlConnection.Connection): MemoryTransaction => {
  if (held instanceof MemoryTransaction) return held
  throw new Error("a transaction of another client")
}

const acquire = Effect.withFiber((fiber) => {
  CurrentDeadline.reached(fiber.getRef(CurrentDeadline.Current), "connecting")
  return Effect.succeed(Object.assign(new MemoryTransaction(Monotonic.millis(fiber)), connection))
})

/** Makes a client without a database: its transactions hold what takes part in them in memory, and no statement runs. */
export const make: Effect.Effect<SqlClient.SqlClient> = PgSqlClient.make({
  connection,
  acquirer: Effect.succeed(connection),
  reserve: Effect.succeed(connection),
  spanAttributes: [],
  withTransaction: (sql) =>
    TransactionRunner.make<MemoryTransaction>({
      sql,
      spanAttributes: [],
      acquire,
      of: ofOurs,
      begin: (transaction, statement) => transaction.begin(statement),
      savepoint: (transaction, id) => transaction.savepoint(id),
      releaseSavepoint: (transaction) => TransactionRunner.orDoom(transaction, transaction.releaseSavepoint),
      rollbackSavepoint: (transaction, id) =>
        TransactionRunner.orDoom(transaction, transaction.rollbackSavepoint(id)),
      rollback: ({ rollback }) => rollback,
      commit: ({ commit }) => commit
    })
})

/** The transaction of a client that the work at hand is in. */
export const current = (
  { transactionService }: SqlClient.SqlClient,
  context: Context.Context<never>
): MemoryTransaction | undefined => {
  const held = Context.getOrUndefined(context, transactionService)?.[0]
  return held === undefined ? undefined : ofOurs(held)
}
