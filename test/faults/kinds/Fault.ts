import { Effect, Schema, type Scope } from "effect"
import { connect } from "../../support/simpleQuery.ts"
import type { Violation } from "../checks/Violation.ts"
import type { History } from "../history/History.ts"
import type { Product } from "../rig/Product.ts"
import { type Rig, role } from "../rig/Rig.ts"
import type { Random } from "../rig/Seed.ts"
import type { Orders } from "../work/Agent.ts"

/** Where a fault happens: the servers, who is at work with them, and the books. */
export interface Scene {
  readonly rig: Rig
  readonly products: readonly [Product, Product]
  readonly history: History
  readonly orders: Orders
  readonly random: Random
  /** Notes what may never happen and is in no history. */
  readonly violated: (violation: Violation) => void
}

/** This machine does not allow the fault. */
export class LeftOut extends Schema.TaggedError<LeftOut>()("LeftOut", { message: Schema.String }) {}

/** The fault did not meet anybody, so it showed nothing. */
export class Missed extends Schema.TaggedError<Missed>()("Missed", { message: Schema.String }) {}

/** One kind of fault; when `inject` has ended, all is as it was. */
export interface Fault {
  readonly name: string
  /** Rows of the table of faults that it stands for. */
  readonly rows: string
  readonly inject: (scene: Scene) => Effect.Effect<unknown, unknown, Scope.Scope>
}

/** How long most faults last, in milliseconds: long enough for some to notice, short of most deadlines. */
export const aWhile = ({ random }: Scene): Effect.Effect<void> => Effect.sleep(300 + random.below(500))

/** Does something to sessions of the product that are found in a state, as soon as there are any. */
export const toSessions = Effect.fnUntraced(function* ({ rig }: Scene, what: string, state: string) {
  const ask = yield* connect(rig.superuserUrl)
  for (let times = 0; times < 500; times++) {
    const found = yield* ask(
      `SELECT ${what} AS did, pid FROM pg_stat_activity WHERE usename = '${role}' AND ${state}`
    )
    if (found.length > 0) return found
    yield* Effect.sleep("10 millis")
  }
  return yield* new Missed({ message: `no session was found with ${state}` })
}, Effect.scoped)
