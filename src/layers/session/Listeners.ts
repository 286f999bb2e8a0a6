import type { PgConnection } from "@effect/sql-pg"
import { Cause, Effect, Option, Queue, RcRef, Scope } from "effect"
import type { SqlError } from "effect/sql"
import { detached, detachedWithin } from "../deadline/Detached.ts"
import * as DriverError from "../failure/DriverError.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import type { BesideConnection } from "../pool/BesideConnections.ts"
import * as Liveness from "./Liveness.ts"

/** Longest wait for the answer to UNLISTEN; a connection that does not give one is cut. */
const unlistenMillis = 1_000

type Notifications = Queue.Dequeue<PgConnection.Notification, SqlError.SqlError>
type Listen = (channel: string) => Effect.Effect<Notifications, SqlError.SqlError, Scope.Scope>

/** Why a listener hears nothing any more; nothing of the caller's had been sent, whatever the driver says. */
const unheard = (cause: Cause.Cause<unknown>): SqlError.SqlError => {
  const failure = Option.getOrUndefined(PgFailure.ofCause(cause))
  const why = failure?.message.split("; ", 1)[0] ?? "the layer of its endpoint was closed"
  return DriverError.fromFailure(
    new PgFailure.Unavailable({
      statement: "did not run",
      ...(failure?.sqlState === undefined ? undefined : { sqlState: failure.sqlState }),
      message: `a listener's connection is gone: ${why}; what is notified from then on is missed, so listen again, and look then what has changed`
    }),
    "listen"
  )
}

const layerClosed = unheard(Cause.empty)

/** Passes notifications on until the driver has none to come, for the reason that `end` makes of the driver's. */
const passOn = (
  from: Notifications,
  to: Queue.Queue<PgConnection.Notification, SqlError.SqlError>,
  end: (cause: Cause.Cause<unknown>) => SqlError.SqlError
): Effect.Effect<void> =>
  Effect.flatMap(Queue.takeAll(from), (notifications) => Queue.offerAll(to, notifications)).pipe(
    Effect.forever,
    Effect.catchCause((cause) => Queue.fail(to, end(cause))),
    Effect.asVoid
  )

/** One connection for all channels, while anybody listens; a lost one is replaced when somebody listens next. */
const shared = Effect.fnUntraced(function* (
  beside: Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope>
) {
  let current: BesideConnection | undefined
  const ref = yield* RcRef.make({
    acquire: Effect.gen(function* () {
      const opened = yield* beside
      const connection = yield* opened.connection.pin
      current = { ...opened, connection }
      const ask = connection.query("SELECT 1", [], false)
      yield* Effect.forkScoped(Liveness.lost({ ...opened, ask }))
      return current
    })
  })
  const usable: Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope> = Effect.flatMap(
    RcRef.get(ref),
    (found) => {
      if (found.isOpen()) return Effect.succeed(found)
      const forgotten = Effect.suspend(() => (current === found ? RcRef.invalidate(ref) : Effect.void))
      return Effect.andThen(forgotten, usable)
    }
  )
  return usable
})

/**
 * Makes what listens to channels: all of them on one connection beside the pool, which is there while anybody listens.
 *
 * A connection whose peer has silently gone is noticed by asking. Whoever listens on a lost one is told by its queue,
 * and so is whoever outlives the scope that this is made in.
 */
export const make = Effect.fnUntraced(function* (
  beside: Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope>
): Effect.fn.Return<Listen, never, Scope.Scope> {
  let isClosed = false
  const usable = yield* shared(beside)
  yield* Effect.addFinalizer(() => Effect.sync(() => (isClosed = true)))
  const end = (cause: Cause.Cause<unknown>) => (isClosed ? layerClosed : unheard(cause))
  return Effect.fnUntraced(function* (channel) {
    if (isClosed) return yield* Effect.fail(layerClosed)
    const own = yield* Scope.make()
    let found: BesideConnection | undefined
    const destroy = () => found?.destroy()
    yield* Effect.addFinalizer((exit) =>
      detachedWithin(Scope.close(own, exit), { millis: unlistenMillis, destroy, orElse: Effect.void })
    )
    found = yield* Scope.provide(usable, own)
    const heard = yield* detached(Scope.provide(found.connection.listen(channel), own), destroy)
    const queue = yield* Queue.unbounded<PgConnection.Notification, SqlError.SqlError>()
    yield* Scope.addFinalizer(own, Queue.shutdown(queue))
    yield* Effect.forkIn(passOn(heard, queue, end), own)
    return queue
  }, Effect.mapError(DriverError.refine))
})
