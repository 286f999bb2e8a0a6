import { Effect } from "effect"
import type * as Transaction from "../transaction/Transaction.ts"
import type { OnceOptions } from "./KeyedRequest.ts"
import * as KeyedRequest from "./KeyedRequest.ts"
import * as KeyedWork from "./KeyedWork.ts"

export { KeyReused } from "./Keys.ts"
export { layerMemory } from "./MemoryKeys.ts"
export type { OnceOptions } from "./KeyedRequest.ts"
export type { Fails } from "./KeyedWork.ts"

/**
 * Runs an effect once for a key, in the transaction that it asks for: `once`, then `Transaction.run`, then the operation
 * around it. Whoever comes with the key and the same request again is given what the first one gave.
 *
 * The key is claimed and its result written in the transaction of the work, so that all of it is there or nothing. Who
 * claims a key while another transaction works under it waits in the database, and is then given its result; where
 * that one was rolled back, or the work failed, the key is free. The waiting is bounded by the server's `lock_timeout`
 * (`Contention`, for which transactions are repeated) and by the caller's deadline.
 *
 * Of the request a digest of its Schema's JSON is stored; of the result its JSON. A key is kept for a day unless told
 * otherwise; those that have expired are deleted a few at a time by the claims of others. Claiming and concluding take a
 * statement each.
 *
 * **When to use**
 *
 * For what must not be done twice, and whose caller repeats it when it does not know whether it was done. In an operation
 * `run.transaction(name, { once })` is the same, and is repeated by itself, since the key makes that safe. It
 * needs the set `kitSchema` among your migrations.
 *
 * **Errors**
 *
 * `KeyReused` where the key was used for another request. `Rejected`, before anything is sent, is a key that is no text
 * of 1 to 200 bytes, a `timeToLive` of less than a minute, a request that its Schema refuses; and, with all rolled back,
 * a result that its Schema refuses. Besides what the effect fails with, and `SqlError`.
 *
 * **Example** (A payment that is booked once, however often it is asked for)
 *
 * ```ts
 * import { Idempotency, Transaction } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const Payment = Schema.Struct({ account: Schema.String, cents: Schema.Int })
 * const Booked = Schema.Struct({ balance: Schema.Int })
 *
 * const pay = (key: string, payment: typeof Payment.Type) =>
 *   Effect.gen(function* () {
 *     const sql = yield* SqlClient.SqlClient
 *     const [booked] = yield* sql<typeof Booked.Type>`
 *       UPDATE accounts SET balance = balance - ${payment.cents} WHERE name = ${payment.account} RETURNING balance`
 *     return booked ?? { balance: 0 }
 *   }).pipe(
 *     Idempotency.once({ key, request: [Payment, payment], result: Booked }),
 *     Transaction.run()
 *   )
 * ```
 */
export const once =
  <Request, Result>(options: OnceOptions<Request, Result>) =>
  <E, R>(
    effect: Effect.Effect<Result, E, R>
  ): Effect.Effect<Result, E | KeyedWork.Fails, R | Transaction.Current> =>
    Effect.flatMap(KeyedRequest.of(options, ""), (request) =>
      KeyedWork.once(request, options.result, false)(effect)
    )
