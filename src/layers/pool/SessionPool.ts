import { type PgConnection, PgPool } from "@effect/sql-pg"
import { Data, Duration, Effect, type Fiber, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { maxMessageBytes } from "../encode/ParameterBytes.ts"
import type { Checkout } from "../gate/Checkout.ts"
import { goesOn } from "../hosts/HostWalk.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PgSession, SessionManner } from "../transaction/PgSession.ts"
import type { SessionValues } from "../values/SessionValues.ts"
import { BesideConnections } from "./BesideConnections.ts"
import type { SharedConnections } from "./limit/SharedConnections.ts"
import * as Liveness from "./Liveness.ts"
import { PooledSession } from "./PooledSession.ts"
import type { Replaced } from "./PoolStats.ts"
import { Reservations } from "./Reservations.ts"

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
  readonly #reservations = new Reservations()
  readonly beside: BesideConnections
  /** How its sessions send and read. */
  readonly manner: SessionManner
  readonly #replaced = { uses: 0, age: 0, dead: 0, broken: 0 }

  private constructor(pool: PgPool.PgPool, options: SessionPoolOptions, config: PgConnection.Config) {
    this.#pool = pool
    this.#options = options
    this.beside = new BesideConnections(options.sockets, config)
    this.manner = { named: options.prepared, values: options.values, extra: this.beside.extra }
  }

  static readonly make = (options: SessionPoolOptions): Effect.Effect<SessionPool, never, Scope.Scope> => {
    const config = driverConfig(options)
    return PgPool.make({
      ...config,
      minConnections: options.settings.min,
      maxConnections: options.settings.size,
      multiplexConcurrency: options.multiplex,
      idleTimeout: options.settings.idleTimeout
    }).pipe(
      Monotonic.only,
      Effect.orDie, // makes no connection, so has nothing to fail with
      Effect.map((pool) => new SessionPool(pool, options, config))
    )
  }

  get replaced(): Replaced {
    return this.#replaced
  }

  /** Connections of the pool that are open, without those beside it. */
  get size(): number {
    return Math.max(0, this.#options.sockets.open - this.beside.size)
  }

  /** Closes a connection that nobody uses; should there be none, the next that is given back. */
  get closeIdle(): Effect.Effect<void> {
    const pool = this.#pool
    return Effect.ignore(Effect.flatMap(Effect.scoped(pool.get), (connection) => pool.invalidate(connection)))
  }

  /** Takes back what is reserved for scopes that outlive the pool, which would wait for them for ever. */
  get takeBack(): Effect.Effect<void> {
    return this.#reservations.takeBack
  }

  /** Lends a session to `run` under a checkout; `fiber` is the caller's. */
  use<A>(
    checkout: Checkout,
    fiber: Fiber.Fiber<unknown, unknown>,
    run: (session: PgSession) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const deadline = fiber.getRef(CurrentDeadline.Current)
    CurrentDeadline.connecting(deadline, this.#options.sockets)
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
      CurrentDeadline.connecting(deadline, this.#options.sockets)
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
      return Effect.catch(this.#reservations.within(taken), (error) =>
        error instanceof Stale || goesOn(error)
          ? this.reserve(again(checkout), own)
          : Effect.fail(checkout.refine(this.#options.sockets.located(error)))
      )
    })
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
    if (session.spent || !session.isOpen()) return this.#stale(session.connection)
    if (Liveness.isUnsure(session, this.#options.sockets, now)) return this.#verify(session)
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

  #verify({ connection }: PooledSession): Effect.Effect<void, Stale> {
    return Effect.flatMap(Liveness.isAlive(connection, this.#options.sockets), (isAlive) => {
      if (isAlive) return Effect.void
      this.#replaced.dead++
      return this.#stale(connection)
    })
  }

  #stale(connection: PgConnection.PgConnection): Effect.Effect<never, Stale> {
    return Effect.andThen(this.#pool.invalidate(connection), Effect.fail(new Stale()))
  }
}
