import { Context, Effect } from "effect"
import { SqlClient, type SqlConnection } from "effect/sql"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as ConditionedConnections from "../../../layers/pool/ConditionedConnections.ts"
import { IdentifiedConnection } from "../../../layers/pool/GatedConnection.ts"
import { IsLast } from "../../../layers/transaction/AskedTransaction.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import type { ConditionOf } from "../../../layers/transaction/TransactionBounds.ts"
import { TransactionSession } from "../../../layers/transaction/TransactionSession.ts"
import type { Told } from "./PrimaryPositions.ts"
import * as WalPosition from "./WalPosition.ts"

/** As much of a client as transactions need. */
export type Transacting = Pick<SqlClient.SqlClient, "transactionService" | "withTransaction">

/** What an answer of a replica that is behind becomes; whoever asked gets that of the primary. */
const behind = DriverError.fromFailure(
  new Rejected({
    statement: "rolled back",
    message: "the replica has not replayed what this read must not be older than; ask the primary"
  }),
  "replica"
)

/** Each statement has a snapshot of its own, so that what was true when it was asked before one holds for it. */
const isolation = "read committed"
const opening = `BEGIN ISOLATION LEVEL ${isolation.toUpperCase()} READ ONLY`

/** Why a replica's answer does not stand. */
export interface Verdict {
  isBehind: boolean
  /** How far it was. */
  replayed: bigint
  /** The server's statements share a snapshot unless a transaction says that they shall not. */
  isIsolated: boolean
}

/** One that has not been given. */
export const unjudged = (): Verdict => ({ isBehind: false, replayed: 0n, isIsolated: false })

/**
 * Lets the answer to a first statement stand only where the replica had replayed so much before it.
 *
 * The replica says in the statement before, in one round trip with it; as each statement has a snapshot of its own,
 * nothing that was replayed by then is missing from the answer.
 */
export const replayed =
  (needed: bigint, verdict: Verdict): ConditionOf =>
  (session) => ({
    question: WalPosition.ofReplica,
    problem: ([recovering, position, level] = []) => {
      const at = WalPosition.read(position)
      verdict.isIsolated = level !== isolation
      if (recovering === "true" && !verdict.isIsolated && at !== undefined && at >= needed) return undefined
      // One that was promoted is no replica any more, and the next session is at another.
      if (recovering === "false") session.demote()
      verdict.isBehind = true
      verdict.replayed = at ?? 0n
      session.doom(behind)
      return behind
    }
  })

/** Asks the primary on the way how far it is. */
export const learning =
  (learn: (told: Told) => void): ConditionOf =>
  () => ({
    question: WalPosition.ofPrimary,
    problem: (row) => {
      learn(row)
      return undefined
    }
  })

/** Runs an effect in a transaction that begins under a condition and changes nothing; its session is given. */
export const transaction = <A, E, R>(
  client: Transacting,
  condition: ConditionOf,
  run: (session: SqlConnection.Connection) => Effect.Effect<A, E, R>
) =>
  client
    .withTransaction(
      Effect.contextWith((context: Context.Context<R>) => {
        const [session] =
          Context.getOrUndefined(context as Context.Context<never>, client.transactionService) ?? []
        if (session === undefined) return Effect.die(new Error("a transaction without a connection"))
        if (session instanceof TransactionSession) session.begunUnder(condition)
        return run(session)
      })
    )
    .pipe(Effect.provideService(SqlClient.BeginTransaction, opening))

/** Lets the statements that `effect` runs on one client go to a session instead, which may be another client's. */
export const redirected =
  (of: Pick<SqlClient.SqlClient, "transactionService">, session: SqlConnection.Connection) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, of.transactionService, [session, 0]) as Effect.Effect<A, E, R> // which asks for no transaction

/** Each statement in a transaction of its own that says how it begins, of one round trip. */
const inTransactions = (of: Transacting, client: Transacting, condition: ConditionOf) =>
  new IdentifiedConnection((run) =>
    transaction(client, condition, (session) => Effect.provideService(run(session), IsLast, true)).pipe(
      Effect.updateContext(
        (context: Context.Context<never>) =>
          Context.omit(of.transactionService)(context) as Context.Context<never>
      ) // which asks for no transaction
    )
  )

/**
 * The same statement by statement, each in one round trip: by itself, or in a transaction where that has to say who asks, or
 * that statements share no snapshot.
 */
export const oneByOne =
  (of: Transacting, client: Transacting, condition: ConditionOf, isIsolated = false) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.contextWith((context: Context.Context<R>) => {
      const isNobody = Context.get(context, CurrentIdentity.Current) === undefined
      const single = isNobody && !isIsolated ? ConditionedConnections.of(client, condition) : undefined
      return redirected(of, single ?? inTransactions(of, client, condition))(effect)
    })
