import { Context, Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { OutcomeUnknown } from "../../../layers/failure/PgFailure.ts"
import { reasonOf } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
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

const byReplica = <A, E, R>(reads: ReplicaReads, effect: Effect.Effect<A, E, R>, needed: bigint) =>
  Effect.suspend(() => {
    const { client, primary, replica } = reads
    const verdict = ReplicaConnection.unjudged()
    const own = Effect.provideService(effect, ClientTransaction.Current, { sql: primary })
    const asked = ReplicaConnection.transaction(
      client,
      ReplicaConnection.replayed(needed, verdict),
      (session) => ReplicaConnection.redirected(primary, session)(own)
    )
    return reads.inTime(asked).pipe(
      Effect.tap(() => Effect.sync(() => replica.note("replica"))),
      Effect.catch((error): Whole<A, E, R> => {
        // The domain's own errors are answers.
        if (reasonOf(error) === undefined) return Effect.fail(error as E)
        replica.note(verdict.isBehind ? "behind" : "failed")
        return byPrimary(reads, effect)
      })
    )
  })

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
