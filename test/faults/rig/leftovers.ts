import { Effect, Exit, Fiber, Option, Schedule, Scope } from "effect"
import type { Leftovers } from "../history/Tables.ts"
import type { Product } from "./Product.ts"
import { directSessions, type Rig, role } from "./Rig.ts"

/** What cleans up behind a caller has this long, and layers have to close: generous, as all deadlines are over. */
const patience = "1 minute"

type Found = Effect.Effect<Leftovers, unknown>

/** Looks until nothing is left, and gives what still is when the patience ends. */
const whenNothingIsLeft = (look: Found): Effect.Effect<Leftovers> => {
  let last: Leftovers = ["nobody could be asked"]
  const again = Effect.flatMap(look, (found) => {
    last = found
    return found.length === 0 ? Effect.succeed(found) : Effect.fail("something is left")
  })
  return Effect.retry(again, Schedule.spaced("100 millis")).pipe(
    Effect.timeoutOption(patience),
    Effect.map(Option.getOrElse(() => last)),
    Effect.orElseSucceed(() => last)
  )
}

const inPools = (products: ReadonlyArray<Product>): Found =>
  Effect.map(
    Effect.forEach(products, ({ name, stats }) => Effect.map(stats, (of) => ({ name, ...of }))),
    (all) =>
      all
        .filter(({ used, waiting }) => used + waiting > 0)
        .map(
          ({ longestLease, name, used, waiting }) =>
            `pool of ${name}: ${used} connections are held and ${waiting} callers wait, the longest ${JSON.stringify(longestLease)}`
        )
  )

/** Sessions that PgBouncer keeps for the next client are nobody's, and idle. */
const inPostgres = ({ ask }: Rig): Found =>
  Effect.map(
    ask(
      `SELECT application_name AS name, state, left(query, 80) AS query FROM pg_stat_activity
       WHERE usename = '${role}' AND (state <> 'idle' OR application_name = '${directSessions}')`
    ),
    (sessions) => sessions.map(({ name, query, state }) => `session of Postgres: ${name}, ${state}, ${query}`)
  )

const inPgBouncer = ({ console }: Rig): Found =>
  Effect.map(console("SHOW CLIENTS"), (clients) =>
    clients
      .filter(({ database }) => database !== "pgbouncer")
      .map(({ state }) => `client of PgBouncer: ${state}`)
  )

/** Closes the products' scope when nobody works any more, and says what is held before, and after. */
export const leftovers = Effect.fnUntraced(function* (
  rig: Rig,
  products: ReadonlyArray<Product>,
  scope: Scope.Closeable
) {
  const before = yield* whenNothingIsLeft(inPools(products))
  const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void))
  const closed = Option.isSome(yield* Effect.timeoutOption(Fiber.await(closing), patience))
  const after = yield* whenNothingIsLeft(
    Effect.map(Effect.all([inPostgres(rig), inPgBouncer(rig)]), (found) => found.flat())
  )
  return [...before, ...(closed ? [] : [`the layers: not closed after ${patience}`]), ...after]
})
