import { Cause, Context, Duration, Effect, Exit, Option } from "effect"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import { unstorable } from "../../../layers/encode/StorableText.ts"
import { DataError, rejected } from "../../../layers/resilience/DataError.ts"
import { byItself, HeldLease, usualTime } from "./HeldLease.ts"
import { LeaseLost, type LeaseRequest, Leases } from "./Leases.ts"

export { layerMemory } from "./LeaseMemory.ts"
export { layer } from "./LeasePostgres.ts"
export { LeaseLost, Leases } from "./Leases.ts"

/** The lease that the work at hand runs under. */
export class Held extends Context.Service<
  Held,
  {
    /** The name that it was asked for by. */
    readonly name: string
    /**
     * Greater than that of everyone who held the lease before. Who writes it beside what the lease is for, and refuses a
     * smaller one there, keeps out a holder who stood still and does not know yet that it has lost the lease.
     */
    readonly token: bigint
  }
>()("aquifer/Lease/Held") {}

/** How a lease is held. */
export interface LeaseOptions {
  /** For so long a machine that died keeps others away; 10 seconds unless given, one at least. */
  readonly time?: Duration.Input | undefined
}

const longest = Duration.days(36_525)

const refused = (field: string, problem: string): Effect.Effect<never, DataError> =>
  Effect.fail(new DataError({ service: "Lease", operation: "take", reason: rejected(field, problem) }))

const requestOf = (name: string, input: Duration.Input): Effect.Effect<LeaseRequest, DataError> => {
  const problem = name === "" ? "is empty" : unstorable(name, 200)
  if (problem !== undefined) return refused("name", problem)
  const time = Option.getOrUndefined(Duration.fromInput(input))
  return time !== undefined && Duration.between(time, { minimum: Duration.seconds(1), maximum: longest })
    ? Effect.succeed({ name, holder: crypto.randomUUID(), time })
    : refused("time", "is no duration from a second to 100 years")
}

/** Whether a lease may have been taken all the same: by who was interrupted meanwhile, or whose answer was lost. */
const mayHold = (cause: Cause.Cause<DataError>): boolean => {
  const failure = Option.getOrUndefined(Cause.findErrorOption(cause))
  return failure === undefined || failure.reason.statement === "unknown"
}

/**
 * Runs an effect under a lease of this name if it is to be had at once; `None` where somebody else has it.
 *
 * A lease is a row: one holder at a time among all processes, over any number of transactions, and no connection is held
 * for it. It is renewed at a third of its time while the effect runs, and given back when that succeeds, fails or is
 * interrupted, as a program is by SIGTERM. Whoever dies without that loses it when its time is over, by the database's
 * clock.
 *
 * `Some` says that nobody else had the lease from the beginning of the effect to its end. The effect is interrupted
 * when the lease is lost: somebody else has it, or it could not be renewed in its time, as the database did not
 * answer or the process stood still. A process that stands still notices when it goes on, not before; where that
 * must do no harm, write the `token` of `Lease.Held` with what you do, and refuse a smaller one than is there.
 *
 * **When to use**
 *
 * For work that one process does for all, or that takes longer than a transaction may: a nightly report, one call of a
 * supplier a key. What fits into a transaction is locked by its rows. The table is in the set `kitSchema`;
 * `Lease.layer` keeps leases there, `Lease.layerMemory` in this process, for tests.
 *
 * **Errors**
 *
 * `LeaseLost`, behind whatever the effect does when it is interrupted; also where it had succeeded, and somebody else
 * had taken the lease by then. `DataError` where the lease could not be asked for; its reason is `Rejected` for a name
 * that is no text of 1 to 200 bytes, a time of less than a second, and inside a transaction, which a lease outlives.
 * Besides what the effect fails with.
 *
 * **Example** (A report that one process makes a night)
 *
 * ```ts
 * import { Lease } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const report = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   const { token } = yield* Lease.Held
 *   yield* sql`
 *     INSERT INTO reports (day, token, orders) SELECT current_date, ${token}, count(*) FROM orders
 *     ON CONFLICT (day) DO UPDATE SET token = excluded.token, orders = excluded.orders
 *     WHERE reports.token < excluded.token`
 *   return "reported"
 * })
 *
 * const nightly = report.pipe(Lease.tryWith("nightly report", { time: "1 minute" }))
 * ```
 */
export const tryWith =
  (name: string, { time = usualTime }: LeaseOptions = {}) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<Option.Option<A>, E | DataError | LeaseLost, Exclude<R, Held> | Leases> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const leases = yield* Leases
        const request = yield* requestOf(name, time)
        const askedAt = yield* Monotonic.now
        const taken = yield* Effect.onError(restore(leases.take(request)), (cause) =>
          mayHold(cause) ? Effect.ignore(byItself(leases.release(request))) : Effect.void
        )
        if (Option.isNone(taken)) return Option.none()
        const lease = new HeldLease(leases, request, askedAt)
        const work = Effect.provideService(effect, Held, { name, token: taken.value })
        const exit = yield* Effect.exit(restore(Effect.raceFirst(work, lease.lost)))
        const isHeld = yield* lease.released
        if (Exit.isSuccess(exit) && !isHeld) return yield* new LeaseLost({ name })
        return Option.some(yield* exit)
      })
    )
