import { Context, Effect, type Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection, type SqlError, Statement } from "effect/sql"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import * as AskedTransaction from "../transaction/AskedTransaction.ts"
import * as CurrentIdentity from "../transaction/CurrentIdentity.ts"
import { IdentifiedConnection, type Renewable } from "./GatedConnection.ts"
import * as PgCompiler from "./PgCompiler.ts"
import * as RenewedStatement from "./RenewedStatement.ts"
import { type Runs, UnseenStatement } from "./UnseenStatement.ts"

export interface PgSqlClientOptions {
  /** What single statements run on; none waits where it is not renewable. */
  readonly connection: Renewable
  /** A session until the scope closes, for what is more than one statement. */
  readonly acquirer: Effect.Effect<SqlConnection.Connection, SqlError.SqlError, Scope.Scope>
  /** A session for `reserve`. */
  readonly reserve: Effect.Effect<SqlConnection.Connection, SqlError.SqlError, Scope.Scope>
  readonly spanAttributes: ReadonlyArray<readonly [string, unknown]>
  readonly withTransaction: (sql: SqlClient.SqlClient) => SqlClient.SqlClient["withTransaction"]
  /** Whether each single statement is in a transaction, as its access mode holds for nothing less; none is unless given. */
  readonly readOnly?: boolean
}

/** Of no conditions none holds; Effect's own is true of them, so that DELETE would take all rows. */
const or = (clauses: ReadonlyArray<string | Statement.Fragment>): Statement.Fragment =>
  clauses.length === 0 ? Statement.fragment([Statement.literal("1=0")]) : Statement.or(clauses)

const outside = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "a replica is read in transactions that change nothing, and a stream is none; read it inside sql.withTransaction, or Replica.reading"
  }),
  "stream"
)

/** A session that no transaction bounds cannot have an identity, and shall not be used as if it had one. */
const unidentified = <A, R>(session: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.flatMap(CurrentIdentity.Current, (identity) =>
    identity === undefined ? session : Effect.fail(CurrentIdentity.unbounded)
  )

/** Statements of values that are looked at as they are put in: one that throws then, as a proxy may, is refused. */
const reading = (statements: Statement.Constructor): Statement.Constructor => {
  const construct = (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) => {
    try {
      return statements(strings, ...values)
    } catch {
      return statements(strings, ...values.map(Parameters.readable))
    }
  }
  return Object.assign(construct as Statement.Constructor, statements) // it takes and gives what those do
}

/** Statements that run without a span where nobody sees it. */
const unseen = (statements: Statement.Constructor, runs: Runs): Statement.Constructor => {
  const construct = (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) =>
    typeof strings === "string"
      ? statements(strings)
      : new UnseenStatement(statements(strings, ...values), runs)
  return Object.assign(construct as Statement.Constructor, statements, {
    unsafe: <A extends object>(sql: string, parameters?: ReadonlyArray<unknown>) =>
      new UnseenStatement(statements.unsafe<A>(sql, parameters), runs)
  })
}

/**
 * The client of `effect/sql` over a gated pool.
 *
 * Its statements are our own constructor's: whether a transaction is open is looked up in the fiber's context
 * directly, which every statement does and which costs a third of what the client's own way costs.
 */
export const make = Effect.fnUntraced(function* (
  options: PgSqlClientOptions
): Effect.fn.Return<SqlClient.SqlClient> {
  const { connection, spanAttributes } = options
  const acquirer = unidentified(options.readOnly === true ? Effect.fail(outside) : options.acquirer)
  const compiler = PgCompiler.make()
  const client = yield* SqlClient.make({
    driver: "pg",
    acquirer,
    transactionAcquirer: unidentified(options.reserve),
    compiler,
    spanAttributes
  }).pipe(Effect.provideServiceEffect(Reactivity.Reactivity, Reactivity.make))

  const { transactionService } = client
  const inTransaction = (context: Context.Context<never>): SqlConnection.Connection | undefined =>
    Context.getOrUndefined(context, transactionService)?.[0]
  const identified = new IdentifiedConnection((run) =>
    sql.withTransaction(
      Effect.contextWith((context) => {
        const own = inTransaction(context)
        return own === undefined
          ? Effect.die(new Error("a transaction without a connection"))
          : Effect.provideService(run(own), AskedTransaction.IsLast, true)
      })
    )
  )
  const single: Renewable = options.readOnly === true ? identified : connection
  const alone = (context: Context.Context<never>): SqlConnection.Connection => {
    const found = Context.get(context, CurrentIdentity.Current) === undefined ? single : identified
    const renew = Context.get(context, RenewedStatement.Current)
    return renew === undefined ? found : (found.renewing?.(renew) ?? found)
  }
  const runs: Runs = (context) =>
    AskedTransaction.refusal(context, transactionService) ?? inTransaction(context) ?? alone(context)
  const seen = Statement.make(
    Effect.contextWith((context) => {
      const transaction = inTransaction(context)
      return (
        AskedTransaction.refusal(context, transactionService) ??
        (transaction === undefined ? acquirer : Effect.succeed(transaction))
      )
    }),
    compiler,
    spanAttributes,
    undefined,
    <A, E, R>(use: (connection: SqlConnection.Connection) => Effect.Effect<A, E, R>) =>
      Effect.contextWith((context): Effect.Effect<A, E | SqlError.SqlError, R> => {
        const found = runs(context)
        return Effect.isEffect(found) ? found : use(found)
      })
  )
  const statements = unseen(reading(seen), runs)
  const made = Object.assign(statements, { ...client, ...statements, or })
  const sql: SqlClient.SqlClient = Object.assign(made, {
    safe: made,
    withTransaction: options.withTransaction(made)
  })
  return sql
})
