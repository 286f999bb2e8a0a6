import { PgConnection, PgPool } from "@effect/sql-pg"
import { Data, Duration, Effect, Exit, type Fiber, Scope } from "effect"
import type { SqlError } from "effect/sql"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detached } from "../deadline/Detached.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { maxMessageBytes } from "../encode/ParameterBytes.ts"
import type { Checkout } from "../gate/Checkout.ts"
import * as HostRole from "../hosts/HostRole.ts"
import { goesOn } from "../hosts/HostWalk.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PgSession, SessionManner } from "../transaction/PgSession.ts"
import type { SessionValues } from "../values/SessionValues.ts"
import type { BesideConnection } from "./BesideConnection.ts"
import type { SharedConnections } from "./limit/SharedConnections.ts"
import { PooledSession } from "./PooledSession.ts"
import type { Replaced } from "./PoolStats.ts"

/** A connection that was idle this long is asked whether it is still there before a caller's statement is sent. */
const trustedIdleMillis = 1_000

/** A living connection answers within this; a longer wait would cost the caller more than a new connection. */
const livenessTimeout = "500 millis"

/** The connection was gone before anything was sent on it. */
class Stale extends Data.TaggedError("Stale") {}

/** A checkout that has lost its connection, and takes another one. */
const again = (checkout: Checkout): Checkout => {
  checkout.connection = undefined
  return checkout
}

export interface SessionPoolOptions {
  readonly endpoint: PgEndpoint
  readonly settings: PoolSettings
  readonly sockets: PgSockets
  /** Whether statements may be named and prepared. */
  readonly prepared: PreparedStatements
  /** How values go and come. */
  readonly values: SessionValues
  /** Statements that may share a connection at once. */
  readonly multiplex: number
  /** What it shares with other pools. */
  readonly shared: SharedConnections | undefined
}

/** How long the driver lets a login take unless the URL says otherwise. */
const usualConnectSeconds = 5

/** The driver's time for connecting runs while a place is waited for. */
const connectTimeout = ({ connectTimeout = usualConnectSeconds }: PgEndpoint, shared: SharedConnections) => ({
  connectTimeout: Duration.sum(Duration.seconds(connectTimeout), shared.timeout)
})

const driverConfig = ({
  endpoint,
  multiplex,
  prepared,
  shared,
  sockets
}: SessionPoolOptions): PgConnection.Config => ({
  ...DriverConfig.of(endpoint, sockets),
  ...(shared && connectTimeout(endpoint, shared)),
  prepare: prepared.policy !== "never",
  multiplex: multiplex > 1,
  maxMessageSize: maxMessageBytes
})

/**
 * The driver's pool of connections, and what it does not see to: connections are replaced after so many uses, at a
 * jittered age, and when they do not answer after having been idle.
 */
export class SessionPool {
  readonly #pool: PgPool.PgPool
  readonly #options: SessionPoolOptions
  readonly #sessions = new WeakMap<PgConnection.PgConnection, PooledSession>()
  readonly #beside = new Set<BesideConnection>()
  /** The scopes of what is reserved. */
  readonly #leases = new Set<Scope.Closeable>()
  /** How its sessions send and read. */
  readonly manner: SessionManner
  readonly #replaced = { uses: 0, age: 0, dead: 0, broken: 0 }

  private constructor(pool: PgPool.PgPool, options: SessionPoolOptions) {
    this.#pool = pool
    this.#options = options
    this.manner = { named: options.prepared, values: options.values, extra: this.extra }
  }

  static readonly make = (options: SessionPoolOptions): Effect.Effect<SessionPool, never, Scope.Scope> =>
    PgPool.make({
      ...driverConfig(options),
      minConnections: options.settings.min,
      maxConnections: options.settings.size,
      multiplexConcurrency: options.multiplex,
      idleTimeout: options.settings.idleTimeout
    }).pipe(
      Monotonic.only,
      Effect.orDie, // makes no connection, so has nothing to fail with
      Effect.map((pool) => new SessionPool(pool, options))
    )

  get replaced(): Replaced {
    return this.#replaced
  }

  /** A connection beside the pool, for what cannot wait for one of the pool's or keeps it for long. */
  get beside(): Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope> {
    const { sockets } = this.#options
    const connected = sockets.walking(PgConnection.make(driverConfig(this.#options)))
    const made = Effect.map(connected, (connection) => ({
      connection,
      isOpen: () => sockets.isOpen(connection.processId),
      closed: sockets.closed(connection.processId),
      destroy: () => void sockets.destroy(connection.processId)
    }))
    return Effect.acquireRelease(
      Effect.tap(made, (opened) => Effect.sync(() => this.#beside.add(opened))),
      (opened) => Effect.sync(() => this.#beside.delete(opened)),
      { interruptible: true }
    )
  }

  /** The connection of {@link beside} alone. */
  get extra(): Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope> {
    return Effect.map(this.beside, ({ connection }) => connection)
  }

  /** Connections of the pool that are open, without those beside it. */
  get size(): number {
    const beside = [...this.#beside].filter(({ isOpen }) => isOpen()).length
    return Math.max(0, this.#options.sockets.open - beside)
  }

  /** Closes a connection that nobody uses; should there be none, the next that is given back. */
  get closeIdle(): Effect.Effect<void> {
    const pool = this.#pool
    return Effect.ignore(Effect.flatMap(Effect.scoped(pool.get), (connection) => pool.invalidate(connection)))
  }

  /** Takes back what is reserved for scopes that outlive the pool, which would wait for them for ever. */
  readonly takeBack: Effect.Effect<void> = Effect.suspend(() =>
    Effect.forEach([...this.#leases], (lease) => Scope.close(lease, Exit.void), { discard: true })
  )

  /** Lends a session to `run` under a checkout; `fiber` is the caller's. */
  use<A>(
    checkout: Checkout,
    fiber: Fiber.Fiber<unknown, unknown>,
    run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const deadline = fiber.getRef(CurrentDeadline.Current)
    CurrentDeadline.reached(deadline, "connecting")
    const { shared } = this.#options
    let used: PgConnection.PgConnection | undefined
    const lent = this.#pool.use((connection) => {
      used = connection
      const session = this.#enter(connection, checkout)
      const ready = this.#inspect(session, checkout)
      CurrentDeadline.reached(deadline, "running", true)
      return ready === undefined ? run(session.handle) : Effect.flatMap(ready, () => run(session.handle))
    })
    const returned = shared === undefined ? lent : Effect.onExit(lent, () => this.#givenBack(used, false))
    return Effect.catch(returned, (error) =>
      error instanceof Stale || goesOn(error)
        ? this.use(again(checkout), fiber, run)
        : Effect.fail(checkout.refine(this.#options.sockets.located(error)))
    )
  }

  /**
   * Reserves a connection for a checkout until the scope closes. A session of one's `own` may hold anything afterwards
   * (settings, locks, temporary tables), so its connection is closed when it is given back.
   */
  reserve(
    checkout: Checkout,
    own = false
  ): Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope> {
    return Effect.withFiber((fiber) => {
      const deadline = fiber.getRef(CurrentDeadline.Current)
      CurrentDeadline.reached(deadline, "connecting")
      const { shared } = this.#options
      const taken = Effect.gen({ self: this }, function* () {
        let used: PgConnection.PgConnection | undefined
        // The last finalizer to run: the driver's pool replaces at once what is closed before it is given back.
        if (own || shared !== undefined) yield* Effect.addFinalizer(() => this.#givenBack(used, own))
        const connection = yield* this.#pool.get
        used = connection
        const session = this.#enter(connection, checkout)
        yield* this.#inspect(session, checkout) ?? Effect.void
        session.spent = own
        return yield* connection.pin
      })
      return Effect.catch(this.#leased(taken), (error) =>
        error instanceof Stale || goesOn(error)
          ? this.reserve(again(checkout), own)
          : Effect.fail(checkout.refine(this.#options.sockets.located(error)))
      )
    })
  }

  /** In a scope of its own: what a failed attempt took is given back before the next one. */
  #leased<A, E>(effect: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<A, E, Scope.Scope> {
    const leases = this.#leases
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const outer = yield* Effect.scope
        const own = yield* Scope.fork(outer)
        leases.add(own)
        yield* Scope.addFinalizer(
          own,
          Effect.sync(() => leases.delete(own))
        )
        return yield* Effect.onError(restore(Scope.provide(effect, own)), (cause) =>
          Scope.close(own, Exit.failCause(cause))
        )
      })
    )
  }

  /** Closes what nobody may use again, or what another pool waits for. */
  #givenBack(connection: PgConnection.PgConnection | undefined, spent: boolean): Effect.Effect<void> {
    if (connection === undefined) return Effect.void
    return spent || this.#options.shared?.yields(connection) === true
      ? this.#pool.invalidate(connection)
      : Effect.void
  }

  /** Enters the use in the books; an effect when the connection has to be seen to before it can be used. */
  #inspect(session: PooledSession, { since: now }: Checkout): Effect.Effect<void, Stale> | undefined {
    const { idleSince } = session
    const { sockets } = this.#options
    if (session.spent || !session.isOpen())
      return Effect.andThen(this.#pool.invalidate(session.connection), Effect.fail(new Stale()))
    if (idleSince !== undefined && now - idleSince > trustedIdleMillis) return this.#verify(session)
    if (sockets.isDoubted(session.connection.processId)) return this.#verify(session)
    const why = session.outworn(now)
    if (why === undefined) return undefined
    this.#replaced[why]++
    return this.#pool.invalidate(session.connection) // closed when it is given back
  }

  #enter(connection: PgConnection.PgConnection, checkout: Checkout): PooledSession {
    const session = this.#sessions.get(connection) ?? this.#open(connection, checkout.since)
    checkout.connection = session
    this.#options.shared?.used(connection)
    this.#options.prepared.used(++session.uses)
    return session
  }

  #open(connection: PgConnection.PgConnection, now: number): PooledSession {
    const { prepared, settings, sockets } = this.#options
    const session = new PooledSession(
      connection,
      {
        settings,
        sockets,
        prepared,
        manner: this.manner,
        invalidate: (broken) => this.#pool.invalidate(broken),
        broke: () => void this.#replaced.broken++
      },
      now
    )
    this.#sessions.set(connection, session)
    return session
  }

  /** Asks whether a connection is there, and what its server is where that matters. */
  #verify({ connection }: PooledSession): Effect.Effect<void, Stale> {
    const { sockets } = this.#options
    const { processId } = connection
    const cut = () => sockets.destroy(processId)
    const stale = Effect.suspend(() => {
      this.#replaced.dead++
      return Effect.andThen(this.#pool.invalidate(connection), Effect.fail(new Stale()))
    })
    const question = sockets.asksRole ? HostRole.question : "SELECT 1"
    const asked = connection.query(question, [], false) // by no name, which a pooler may not track
    return Effect.timeout(detached(asked, cut), livenessTimeout).pipe(
      Effect.matchCauseEffect({
        onFailure: () => Effect.andThen(Effect.sync(cut), stale),
        onSuccess: ({ rows: [row] }) =>
          // Whoever shares it with another host's role is left alone: it is closed when it is given back.
          sockets.asksRole &&
          sockets.problem(processId, HostRole.of(row?.["in_recovery"], row?.["read_only"]))
            ? stale
            : Effect.void
      })
    )
  }
}
