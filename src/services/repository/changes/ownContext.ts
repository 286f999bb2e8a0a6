import { Context, Effect } from "effect"
import type { SqlClient } from "effect/sql"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"

/** Neither the deadline nor the transaction of the work in which a feed began is the feed's. */
export const inOwnContext =
  ({ transactionService }: SqlClient.SqlClient) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(effect, CurrentDeadline.Current, undefined).pipe(
      Effect.updateContext(
        (context: Context.Context<R>) => Context.omit(transactionService)(context) as Context.Context<R> // which asks for none
      ),
      AskedTransaction.outside
    )
