import { type Config, Effect, type Scope } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { PoolSettings } from "../config/PgSettings.ts"
import { addressOf, type PgEndpoint } from "../config/PgUrl.ts"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { ColumnTypes } from "../decode/ColumnTypes.ts"
import * as CheckoutWatch from "../gate/CheckoutWatch.ts"
import { Gate, type GateOptions } from "../gate/Gate.ts"
import { Advances } from "../guard/Advances.ts"
import type { SessionGuard } from "../guard/SessionGuard.ts"
import { type PreparedPolicy, PreparedStatements } from "../prepared/PreparedStatements.ts"
import { PgSockets } from "../socket/PgSockets.ts"
import { HeldSession } from "../transaction/HeldSession.ts"
import { TransactionSession } from "../transaction/TransactionSession.ts"
import { makeWithTransaction } from "../transaction/WithTransaction.ts"
import { SessionValues } from "../values/SessionValues.ts"
import type { BesideConnection } from "./BesideConnections.ts"
import * as ConditionedConnections from "./ConditionedConnections.ts"
import { GatedConnection } from "./GatedConnection.ts"
import type { ConnectionPlaces } from "./limit/ConnectionPlaces.ts"
import { SharedConnections } from "./limit/SharedConnections.ts"
import * as PgSqlClient from "./PgSqlClient.ts"
import * as PoolStats from "./PoolStats.ts"
import { SessionPool } from "./SessionPool.ts"
import * as StatementCheckout from "./StatementCheckout.ts"

export interface GatedPoolOptions {
  readonly name: GateOptions["name"]
  readonly endpoint: PgEndpoint
  readonly settings: PoolSettings
  /** The variable that says how many connections the pool has, for messages. */
  readonly sizeVariable: string
  /** When statements are named and prepared. */
  readonly prepared: PreparedPolicy
  /** Statements that may share a connection at once; 1 unless given. Transactions never share. */
  readonly multiplex?: number | undefined
  /** Who judges what is sent; everything is sent without. */
  readonly guard?: SessionGuard | undefined
  /** Whether whatever runs there runs in READ ONLY transactions. */
  readonly readOnly?: boolean | undefined
  /** What it shares with other pools; nothing unless given. */
  readonly places?: ConnectionPlaces | undefined
}

/** A pool of sessions behind its gate, as an ordinary `SqlClient`. */
export interface GatedPool {
  readonly sql: SqlClient.SqlClient
  readonly stats: Effect.Effect<PoolStats.PoolStats>
  readonly callers: Effect.Effect<PoolStats.PoolCallers>
  /** One session of the pool, held until the scope closes; as it is meant to last, it is never reported as a leak. */
  readonly session: Effect.Effect<HeldSession, SqlError.SqlError, Scope.Scope>
  /** A connection that takes no place in the pool, until the scope closes. */
  readonly beside: Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope>
}

/** Of several hosts all are told: a pool's statements may be at any of them. */
const spanAttributesOf = (endpoint: PgEndpoint) =>
  [
    ["db.system.name", "postgresql"],
    ["db.namespace", endpoint.database],
    ["server.address", endpoint.hosts === undefined ? endpoint.host : addressOf(endpoint)],
    ["server.port", endpoint.port]
  ] as const

/** A URL may say how many connections are to be had there at most. */
const limited = (settings: PoolSettings, { connectionLimit = Infinity }: PgEndpoint): PoolSettings => ({
  ...settings,
  size: Math.min(settings.size, connectionLimit),
  min: Math.min(settings.min, connectionLimit)
})

/** The parts of a pool, and what goes on beside them until it is closed. */
const open = Effect.fnUntraced(function* (options: GatedPoolOptions) {
  const { endpoint, multiplex = 1, name, places, sizeVariable } = options
  const settings = limited(options.settings, endpoint)
  const columns = new ColumnTypes()
  const gate = new Gate({
    name,
    sizeVariable,
    permits: settings.size * multiplex,
    maxWaiting: settings.maxWaiting,
    timeout: settings.timeout
  })
  const shared = places && new SharedConnections(places, gate)
  const sockets = yield* PgSockets.make(endpoint, columns, shared?.places)
  const prepared = new PreparedStatements(options.prepared, () => sockets.staleNames)
  const values = new SessionValues(sockets, columns)
  const sessions = yield* SessionPool.make({
    endpoint,
    settings,
    sockets,
    prepared,
    values,
    multiplex,
    shared
  })
  if (shared !== undefined) {
    yield* Effect.acquireRelease(
      Effect.sync(() => shared.open(sessions)),
      () => Effect.sync(() => shared.close())
    )
  }
  yield* Effect.forkScoped(prepared.find(sessions.beside.extra))
  yield* Effect.forkScoped(CheckoutWatch.reportLeaks(gate, settings.leakAfter))
  yield* Effect.addFinalizer(() => Effect.andThen(CheckoutWatch.drained(gate), sessions.takeBack))
  return { gate, sockets, sessions }
})

/** How a connection of a pool is held for more than a statement: as a session, one's own or not, or in a transaction. */
const holding = (
  { gate, sessions, sockets }: Effect.Success<ReturnType<typeof open>>,
  guard: SessionGuard | undefined
) => {
  const { manner } = sessions
  const checkout = StatementCheckout.admitted(gate.checkout)
  const reserve = (own = false) =>
    Effect.flatMap(checkout, (checkout) =>
      Effect.map(sessions.reserve(checkout, own), (connection) => ({ checkout, connection }))
    )
  const session = (own = false) =>
    Effect.map(
      reserve(own),
      ({ checkout, connection }) => new HeldSession(connection, manner, checkout, { guard })
    )
  const lasting = (own = false) =>
    Effect.tap(session(own), ({ checkout }) => Effect.sync(() => (checkout.lasting = true)))
  const transaction = Effect.map(
    reserve(),
    ({ checkout, connection }) =>
      new TransactionSession(connection, manner, checkout, {
        guard,
        transaction: { advances: new Advances() },
        join: (joining) => sockets.join(connection.processId, joining)
      })
  )
  return { session, lasting, transaction }
}

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
  const { endpoint, guard, multiplex = 1, readOnly = false } = options
  const parts = yield* open(options)
  const { gate, sessions, sockets } = parts
  const { lasting, session, transaction } = holding(parts, guard)
  const sending = Effect.tap(CurrentDeadline.sending)
  const lend = multiplex > 1 ? StatementCheckout.shared : StatementCheckout.exclusive
  const lending = lend(gate, sessions)
  const spanAttributes = spanAttributesOf(endpoint)
  const sql = yield* PgSqlClient.make({
    connection: new GatedConnection(lending, guard),
    acquirer: sending(session()),
    reserve: sending(guard === undefined ? lasting(true) : Effect.andThen(guard.reserving, lasting(true))),
    spanAttributes,
    readOnly,
    withTransaction: (sql) =>
      makeWithTransaction({
        sql,
        spanAttributes,
        readOnly,
        extra: sessions.beside.extra,
        acquire: transaction
      })
  })
  if (multiplex === 1) ConditionedConnections.register(sql, lending, guard)
  return {
    sql,
    stats: PoolStats.read(gate, sockets, sessions),
    callers: PoolStats.callers(gate),
    session: lasting(),
    beside: sessions.beside.one
  }
})
