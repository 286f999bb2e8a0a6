import { Context, Effect, Exit, type Fiber } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as CurrentDeadline from "../../deadline/CurrentDeadline.ts"
import type { TransactionLevel } from "./TransactionLevel.ts"

/** The nested transactions around the work at hand: of which transaction, and which. */
interface Around {
  readonly outermost: TransactionLevel
  readonly level: TransactionLevel
  readonly around: Around | undefined
}

const Around = Context.Reference<Around | undefined>(
  "aquifer/layers/transaction/nesting/NestedTransaction/Around",
  {
    defaultValue: () => undefined
  }
)

/** The level of a transaction that the work of a fiber is part of: one nested in it, or the transaction itself. */
export const levelOf = (
  outermost: TransactionLevel,
  fiber: Fiber.Fiber<unknown, unknown>
): TransactionLevel => {
  let found = fiber.getRef(Around)
  while (found !== undefined && found.outermost !== outermost) found = found.around
  return found?.level ?? outermost
}

/** Runs an effect as work of a nested transaction. */
const inNested =
  (outermost: TransactionLevel, level: TransactionLevel) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.updateContext(effect, (context: Context.Context<R>) =>
      Context.add(context, Around, { outermost, level, around: Context.get(context, Around) })
    )

/** Notes that what a fiber does is part of a level from now on. */
export const isPartOf = ({ since }: TransactionLevel, fiber: Fiber.Fiber<unknown, unknown>): void =>
  CurrentDeadline.inTransaction(fiber.getRef(CurrentDeadline.Current), since)

/** Has a nested transaction its turn in its transaction, and ends it behind what is under way in it. */
export const nested =
  (outermost: TransactionLevel, run: SqlClient.SqlClient["withTransaction"]) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError.SqlError, R> =>
    Effect.withFiber((fiber) => {
      const outer = levelOf(outermost, fiber)
      return outer.nest(fiber, (level) =>
        Effect.onExit(effect, (exit) => {
          if (Exit.isFailure(exit)) return Effect.ignore(level.close)
          isPartOf(outer, fiber) // whoever gives up from here on cannot be told that it is undone
          return level.close
        }).pipe(run, inNested(outermost, level))
      )
    })
