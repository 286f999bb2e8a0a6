import { Context, Effect } from "effect"
import { SqlClient, type SqlConnection } from "effect/sql"
import * as PgSqlClient from "../../../layers/pool/PgSqlClient.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import { connection, MemoryTransaction } from "./MemoryTransaction.ts"

/** What a transaction of this client is known by, and answers statements. */
interface MemoryConnection extends SqlConnection.Connection {
  readonly transaction: MemoryTransaction
}

const on = (act: (transaction: MemoryTransaction) => void) => (held: SqlConnection.Connection) =>
  Effect.sync(() => act((held as MemoryConnection).transaction)) // as `runner` makes them

const runner = (sql: SqlClient.SqlClient): SqlClient.SqlClient["withTransaction"] =>
  SqlClient.makeWithTransaction<SqlClient.TransactionConnection, SqlConnection.Connection>({
    transactionService: sql.transactionService,
    spanAttributes: [],
    acquireConnection: () =>
      Effect.sync((): MemoryConnection => ({ ...connection, transaction: new MemoryTransaction() })),
    begin: () => Effect.void,
    savepoint: on((transaction) => transaction.savepoint()),
    rollbackSavepoint: on((transaction) => transaction.rollbackSavepoint()),
    releaseSavepoint: on((transaction) => transaction.releaseSavepoint()),
    rollback: on((transaction) => transaction.rollback()),
    commit: on((transaction) => transaction.commit())
  })

/** Refuses what a client of Postgres refuses: an isolation that no transaction begins with, another client inside one. */
const withTransaction = (sql: SqlClient.SqlClient): SqlClient.SqlClient["withTransaction"] => {
  const run = runner(sql)
  return (effect) =>
    Effect.contextWith((context) => {
      const isOpen = Context.getOrUndefined(context, sql.transactionService) !== undefined
      const refusal = isOpen ? AskedTransaction.refusal : AskedTransaction.beginning
      return refusal(context, sql.transactionService) ?? run(effect)
    })
}

/** Makes a client without a database: its transactions hold what takes part in them in memory, and no statement runs. */
export const make: Effect.Effect<SqlClient.SqlClient> = PgSqlClient.make({
  connection,
  acquirer: Effect.succeed(connection),
  reserve: Effect.succeed(connection),
  spanAttributes: [],
  withTransaction
})

/** The transaction of a client that the work at hand is in. */
export const current = (
  { transactionService }: SqlClient.SqlClient,
  context: Context.Context<never>
): MemoryTransaction | undefined => {
  const held = Context.getOrUndefined(context, transactionService)?.[0]
  return (held as MemoryConnection | undefined)?.transaction // as that of `runner` has
}
