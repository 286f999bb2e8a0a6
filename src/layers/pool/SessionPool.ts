import type { PgConnection, PgPool } from "@effect/sql-pg"
import { Data, Effect, type Fiber, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import type { Checkout } from "../gate/Checkout.ts"
import { goesOn } from "../hosts/HostWalk.ts"
import type { PgSession, SessionManner } from "../transaction/PgSession.ts"
import type { SessionValues } from "../values/SessionValues.ts"
import { BesideConnections } from "./BesideConnections.ts"
import * as DriverPool from "./DriverPool.ts"
import * as Liveness from "./Liveness.ts"
import { PooledSession } from "./PooledSession.ts"
import type { Replaced } from "./PoolStats.ts"
import { Reservations } from "./Reservations.ts"

/** The connection was gone before anything was sent on it. */
class Stale extends Data.TaggedError("Stale") {}

/** A checkout that has lost its connection, and takes another one. */
const again = (checkout: Checkout): Checkout => {
  checkout.letGo(checkout.since)
  return checkout
}

export interface SessionPoolOptions extends DriverPool.DriverPoolOptions {
  /** How values go and come. */
  readonly values: SessionValues
}

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
    const config = DriverPool.configOf(options)
    return Effect.map(DriverPool.make(config, options), (pool) => new SessionPool(pool, options, config))
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
    const { multiplex, shared } = this.#options
    const send = (session: PooledSession) => {
      CurrentDeadline.reached(deadline, "running", true)
      return multiplex > 1 ? session.beside(run(session.handle)) : run(session.handle)
    }
    let used: PgConnection.PgConnection | undefined
    const lent = this.#pool.use((connection) => {
      used = connection
      const session = this.#enter(connection, checkout)
      const unsure = this.#inspect(session, checkout)
      return unsure === undefined ? send(session) : Effect.flatMap(unsure, () => send(session))
    })
    const returned = shared === undefined ? lent : Effect.onExit(lent, () => this.#yield(used))
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
        if (shared !== undefined) yield* Effect.addFinalizer(() => this.#yield(used)) // the last to run
        const connection = yield* this.#pool.get
        used = connection
        const session = this.#enter(connection, checkout)
        yield* this.#inspect(session, checkout) ?? Effect.void
        if (own) session.spend()
        return yield* connection.pin
      })
      return Effect.catch(this.#reservations.within(taken), (error) =>
        error instanceof Stale || goesOn(error)
          ? this.reserve(again(checkout), own)
          : Effect.fail(checkout.refine(this.#options.sockets.located(error)))
      )
    })
  }

  /** Closes a connection that was given back where another pool waits for one. */
  #yield(connection: PgConnection.PgConnection | undefined): Effect.Effect<void> {
    return connection !== undefined && this.#options.shared?.yields(connection) === true
      ? this.#pool.invalidate(connection)
      : Effect.void
  }

  /** Looks whether this use is the last one; an effect when the connection has to be seen to before it can be used. */
  #inspect(session: PooledSession, { since: now }: Checkout): Effect.Effect<void, Stale> | undefined {
    if (session.isSpent || !session.isOpen()) return this.#stale(session.connection)
    const why = session.outworn(now)
    if (why !== undefined) {
      session.spend()
      this.#replaced[why]++
    }
    return Liveness.isUnsure(session, this.#options.sockets, now) ? this.#verify(session) : undefined
  }

  #enter(connection: PgConnection.PgConnection, checkout: Checkout): PooledSession {
    const session = this.#sessions.get(connection) ?? this.#open(connection, checkout.since)
    checkout.connection = session
    this.#options.shared?.used(connection)
    session.taken()
    this.#options.prepared.used(session.uses)
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

  #verify(session: PooledSession): Effect.Effect<void, Stale> {
    const isAlive = Effect.onInterrupt(Liveness.isAlive(session, this.#options.sockets), () =>
      Effect.sync(() => session.isOpen() || this.#replaced.dead++)
    )
    return Effect.flatMap(isAlive, (yes) => {
      if (yes) return Effect.void
      this.#replaced.dead++
      return this.#stale(session.connection)
    })
  }

  #stale(connection: PgConnection.PgConnection): Effect.Effect<never, Stale> {
    return Effect.andThen(this.#pool.invalidate(connection), Effect.fail(new Stale()))
  }
}
