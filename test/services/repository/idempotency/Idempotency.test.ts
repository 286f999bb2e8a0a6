import { describe, expectTypeOf, it } from "@effect/vitest"
import { type DataError, Idempotency, Operation, type PgFailure, Transaction } from "aquifer"
import { Data, Effect, Schema, type Scope } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

class Order extends Schema.Class<Order>("Order")({ sku: Schema.String, placedAt: Schema.Date }) {}
class Placed extends Schema.Class<Placed>("Placed")({ number: Schema.Int }) {}

const place: Effect.Effect<Placed, OutOfStock> = Effect.succeed(new Placed({ number: 1 }))
const options = {
  key: "a",
  request: [Order, new Order({ sku: "a", placedAt: new Date() })],
  result: Placed
} as const
const once = Idempotency.once(options)

type Reused = Idempotency.KeyReused

/** Only compiled. */
export const typed = Effect.gen(function* () {
  const run = yield* Operation.make("Orders")
  const inOrder = place.pipe(once, Transaction.run(), run.write("place"))
  expectTypeOf(inOrder).toEqualTypeOf<
    Effect.Effect<Placed, DataError | OutOfStock | Reused, SqlClient.SqlClient>
  >()
  const alone = place.pipe(once, Transaction.run())
  expectTypeOf(alone).toEqualTypeOf<
    Effect.Effect<
      Placed,
      OutOfStock | PgFailure.OutcomeUnknown | PgFailure.Rejected | Reused | SqlError.SqlError,
      SqlClient.SqlClient
    >
  >()
  const inOne = place.pipe(run.transaction("place", { isolation: "serializable", once: options }))
  expectTypeOf(inOne).toEqualTypeOf<Effect.Effect<Placed, DataError | OutOfStock | Reused>>()

  type Runs = Effect.Effect<Placed, unknown, Scope.Scope | SqlClient.SqlClient>
  const wrongOrders: ReadonlyArray<Runs> = [
    // @ts-expect-error the key has no transaction around it
    place.pipe(once),
    // @ts-expect-error the transaction has ended before the key
    place.pipe(Transaction.run(), once, run.write("place")),
    // @ts-expect-error the same, around the operation
    place.pipe(Transaction.run(), run.write("place"), once),
    // @ts-expect-error the same, around both
    place.pipe(run.write("place"), Transaction.run(), once),
    // @ts-expect-error an operation is no transaction
    place.pipe(once, run.write("place")),
    // @ts-expect-error what is done is not what the Schema of the result describes
    Effect.succeed(1).pipe(once, Transaction.run()),
    // @ts-expect-error the same in one option
    Effect.succeed(1).pipe(run.transaction("place", { once: options })),
    // @ts-expect-error what changes nothing needs no key
    place.pipe(run.transaction("place", { once: options, readOnly: true }))
  ]
  return wrongOrders
})

describe("The types of an idempotency key", () => {
  it("let once, transaction and operation stand in this order alone", () => {
    expectTypeOf(typed).toExtend<Effect.Effect<unknown, never, Scope.Scope | SqlClient.SqlClient>>()
  })
})
