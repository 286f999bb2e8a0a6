import { Context, Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { OutcomeUnknown } from "../../../layers/failure/PgFailure.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { ConditionOf } from "../../../layers/transaction/TransactionBounds.ts"
import { TransactionSession } from "../../../layers/transaction/TransactionSession.ts"
import * as ClientTransaction from "../transaction/ClientTransaction.ts"
import * as ReplicaConnection from "./ReplicaConnection.ts"
import type { ReplicaReads } from "./ReplicaReads.ts"

type Whole<A, E, R> = Effect.Effect<
  A,
  E | SqlError.SqlError | OutcomeUnknown,
  Exclude<R, ClientTransaction.Current>
>

const byPrimary = <A, E, R>(reads: ReplicaReads, effect: Effect.Effect<A, E, R>): Whole<A, E, R> => {
  const { primary } = reads
  const learning = Effect.withFiber<A, E, R>((fiber) => {
    const [session] = Context.getOrUndefined(fiber.context, primary.transactionService) ?? []
    if (session instanceof TransactionSession) session.begunUnder(reads.learning(fiber))
    return effect
  })
  return ClientTransaction.repeated(primary, { isolation: "read committed", readOnly: true })(learning)
}

const byReplica = <A, E, R>(
  reads: ReplicaReads,
  effect: Effect.Effect<A, E, R>,
  needed: bigint
): Whole<A, E, R> => {
  const { client, primary } = reads
  const own = Effect.provideService(effect, ClientTransaction.Current, { sql: primary })
  const ask = (condition: ConditionOf) =>
    ReplicaConnection.transaction(client, condition, (session) =>
      ReplicaConnection.redirected(primary, session)(own)
    )
  return reads.attempt(needed, ask, byPrimary(reads, effect))
}

/** Runs an effect in one transaction of a replica that is fresh enough, or of the primary. */
export const run = <A, E, R>(reads: ReplicaReads, effect: Effect.Effect<A, E, R>): Whole<A, E, R> =>
  Effect.withFiber((fiber) => {
    const { primary, replica } = reads
    if (Operation.inTransaction(primary, fiber.context)) {
      return Effect.provideService(effect, ClientTransaction.Current, { sql: primary })
    }
    const needed = reads.needed(fiber, reads.neededByWrites(fiber))
    if (needed !== undefined) return byReplica(reads, effect, needed)
    replica.note("primary")
    return byPrimary(reads, effect)
  })
