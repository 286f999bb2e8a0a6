import type { PgConnection } from "@effect/sql-pg"
import { type Config, Duration, Effect, Schedule, type Scope } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Checkout from "../gate/Checkout.ts"
import { Gate, type GateOptions } from "../gate/Gate.ts"
import type { SessionGuard } from "../guard/SessionGuard.ts"
import { PgSockets } from "../socket/PgSockets.ts"
import { GatedConnection } from "./GatedConnection.ts"
import { HeldSession } from "./PgSession.ts"
import * as PgSqlClient from "./PgSqlClient.ts"
import * as PoolStats from "./PoolStats.ts"
import { type PreparedPolicy, PreparedStatements } from "./PreparedStatements.ts"
import { SessionPool } from "./SessionPool.ts"
import * as StatementCheckout from "./StatementCheckout.ts"
import { TransactionSession } from "./TransactionSession.ts"
import { makeWithTransaction } from "./WithTransaction.ts"

export interface GatedPoolOptions {
  readonly name: GateOptions["name"]
  readonly endpoint: PgEndpoint
  readonly settings: PoolSettings
  /** When statements are named and prepared. */
  readonly prepared: PreparedPolicy
  /** Statements that may share a connection at once; 1 unless given. Transactions never share. */
  readonly multiplex?: number
  /** Who judges what is sent; everything is sent without. */
  readonly guard?: SessionGuard | undefined
}

/** A pool of sessions behind its gate, as an ordinary `SqlClient`. */
export interface GatedPool {
  readonly sql: SqlClient.SqlClient
  readonly stats: Effect.Effect<PoolStats.PoolStats>
  readonly callers: Effect.Effect<PoolStats.PoolCallers>
  /** One session of the pool, held until the scope closes. */
  readonly session: Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>
}

/** Looks for checkouts held too long, each reported once with where it was taken. */
const watchLeaks = (gate: Gate, leakAfter: Duration.Duration): Effect.Effect<unknown> =>
  Effect.suspend(() => {
    const leaked = gate.checkouts.filter(
      (checkout) => !checkout.reported && Checkout.heldMillis(checkout) >= Duration.toMillis(leakAfter)
    )
    return Effect.forEach(
      leaked,
      (checkout) => {
        checkout.reported = true
        const { site, span } = Checkout.owner(checkout)
        const where = site === undefined ? span : `${span} at ${site}`
        return Effect.logWarning(
          `pool "${gate.options.name}": a connection has been held for ${Duration.format(Duration.millis(Checkout.heldMillis(checkout)))} by ${where} (POOL_LEAK_AFTER ${Duration.format(leakAfter)})`
        )
      },
      { discard: true }
    )
  }).pipe(Effect.repeat(Schedule.spaced(Duration.min(leakAfter, Duration.seconds(1)))))

/** How long a closing pool waits for the checkouts that are held before it cuts their connections. */
const drainTimeout = Duration.seconds(5)

/** The driver's pool would wait for ever for a checkout that hangs. */
const drained = (gate: Gate): Effect.Effect<void> =>
  Effect.andThen(
    Effect.sync(() => gate.close()),
    Effect.sync(() => gate.used === 0)
  ).pipe(
    Effect.repeat({ until: (empty) => empty, schedule: Schedule.spaced("10 millis") }),
    Effect.timeoutOption(drainTimeout),
    Effect.andThen(
      Effect.sync(() => {
        for (const checkout of gate.checkouts) checkout.cutOff()
      })
    ),
    Effect.interruptible
  )

/**
 * Opens a pool to an endpoint and puts the gate in front of everything that takes a connection: each statement,
 * stream, transaction and session. Connections are opened when first needed.
 *
 * An interrupted caller returns at once. Statements and transactions run in fibers of their own or in a deadline's; these
 * clean up behind the caller, and hold their permit until they have.
 */
export const make = Effect.fnUntraced(function* (
  options: GatedPoolOptions
): Effect.fn.Return<GatedPool, Config.ConfigError, Scope.Scope> {
  const { endpoint, guard, multiplex = 1, name, settings } = options
  const prepared = new PreparedStatements(options.prepared)
  const sockets = yield* PgSockets.make(endpoint)
  const sessions = yield* SessionPool.make({ endpoint, settings, sockets, prepared, multiplex })
  const gate = new Gate({
    name,
    permits: settings.size * multiplex,
    maxWaiting: settings.maxWaiting,
    timeout: settings.timeout
  })
  yield* Effect.forkScoped(prepared.find(sessions.extra))
  yield* Effect.forkScoped(watchLeaks(gate, settings.leakAfter))
  yield* Effect.addFinalizer(() => drained(gate))

  const checkout = StatementCheckout.admitted(gate.checkout)
  const reserve = Effect.flatMap(checkout, (checkout) =>
    Effect.map(sessions.reserve(checkout), (connection) => ({ checkout, connection }))
  )
  const session = Effect.map(reserve, ({ connection }) => connection)
  const own = Effect.flatMap(checkout, (checkout) =>
    Effect.flatMap(sessions.reserve(checkout, true), (connection) =>
      Effect.as(CurrentDeadline.sending, new HeldSession(connection, prepared, checkout, { guard }))
    )
  )
  const acquirer = Effect.flatMap(reserve, ({ connection, checkout }) =>
    Effect.as(CurrentDeadline.sending, new HeldSession(connection, prepared, checkout, { guard }))
  )
  const connection = new GatedConnection(
    (multiplex > 1 ? StatementCheckout.shared : StatementCheckout.exclusive)(gate, sessions),
    guard
  )
  const spanAttributes = [
    ["db.system.name", "postgresql"],
    ["db.namespace", endpoint.database],
    ["server.address", endpoint.host],
    ["server.port", endpoint.port]
  ] as const
  const sql = yield* PgSqlClient.make({
    connection,
    acquirer,
    reserve: guard === undefined ? own : Effect.andThen(guard.reserving, own),
    spanAttributes,
    withTransaction: (sql) =>
      makeWithTransaction({
        sql,
        spanAttributes,
        extra: sessions.extra,
        acquire: Effect.map(
          reserve,
          ({ connection, checkout }) =>
            new TransactionSession(connection, prepared, checkout, {
              guard,
              transaction: { advanced: false }
            })
        )
      })
  })
  return {
    sql,
    stats: PoolStats.read(gate, sockets, sessions.replaced),
    callers: PoolStats.callers(gate),
    session
  }
})
