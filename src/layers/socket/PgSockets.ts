import type { Duplex } from "node:stream"
import { type Config, Effect, Latch } from "effect"
import { SqlError } from "effect/sql"
import { hostsOf, type PgEndpoint } from "../config/PgUrl.ts"
import type { ColumnTypes } from "../decode/ColumnTypes.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import type { HostRole } from "../hosts/HostRole.ts"
import { goesOn, HostWalk } from "../hosts/HostWalk.ts"
import type { Places } from "../hosts/ReconnectPace.ts"
import type { Histogram } from "../measure/Histogram.ts"
import { type LastFatal, EndpointState } from "./EndpointState.ts"
import * as LoginRefusal from "./LoginRefusal.ts"
import * as PgDial from "./PgDial.ts"
import { PgSocket } from "./PgSocket.ts"
import { PgSocketError } from "./PgSocketError.ts"
import * as PgTls from "./PgTls.ts"
import { type Answers, Exchange, type Question } from "./wire/Exchange.ts"
import type { JoinedStatements } from "./wire/JoinedStatements.ts"

/** An attempt takes five seconds at most unless the URL says otherwise, so that an older failure was not the last. */
const rememberedMillis = 10_000

/**
 * The connections of one endpoint, made, paced and counted where they are: at the socket.
 *
 * `connect` is what the driver takes as its `stream` option, together with `ssl: false`: encryption happens in here,
 * and the same for sessions and for the driver's cancel requests. Everything but the bytes counts sessions, and
 * cancel requests not at all.
 */
export class PgSockets {
  /** Reads the root certificate, and connects nowhere. */
  static readonly make = (
    endpoint: PgEndpoint,
    columns?: ColumnTypes,
    places?: Places
  ): Effect.Effect<PgSockets, Config.ConfigError> =>
    Effect.map(
      // Each host has a name of its own for the other side to prove.
      Effect.forEach(hostsOf(endpoint), (at) =>
        Effect.map(PgTls.read({ ...endpoint, ...at }), (tls) =>
          PgDial.route(at, tls, endpoint.loadBalanceHosts)
        )
      ),
      (routes) => new PgSockets(routes, endpoint, columns, places)
    )

  readonly #home: EndpointState
  readonly #user: string

  private constructor(
    routes: ReadonlyArray<PgDial.PgRoute>,
    {
      connectTimeout,
      loadBalanceHosts: atRandom = false,
      targetSessionAttrs: target = "any",
      username
    }: PgEndpoint,
    columns: ColumnTypes | undefined,
    places: Places | undefined
  ) {
    this.#user = username
    this.#home = new EndpointState(new HostWalk(routes, { atRandom, target }), {
      columns,
      connectTimeout,
      places
    })
  }

  /** Connects again, to the next host, as long as there is one that has not been tried. */
  readonly walking = <A, E, R>(connected: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.mapError(Effect.retry(connected, { while: goesOn }), this.located)

  /** An error of connecting that says whose login was refused where, if it was that. */
  readonly located = <E>(error: E): E => {
    const { refusedAt } = this.#home
    if (refusedAt !== undefined) LoginRefusal.locate(error, `${this.#user} at ${refusedAt}`)
    return error
  }

  /** Whether sessions are asked what their server is. */
  get asksRole(): boolean {
    return this.#home.hosts.asks
  }

  /**
   * A session's server took no write: it may have been demoted, so that others go first, and each session at the same
   * host is asked again before it is used.
   */
  doubt(processId: number): void {
    const { doubted, hosts, sessions } = this.#home
    const route = sessions.get(processId)?.route
    if (route === undefined || !hosts.asks) return
    hosts.doubt(route)
    for (const [id, session] of sessions) if (session.route === route) doubted.add(id)
  }

  /** Whether a session has to be asked what its server is before it is used. */
  isDoubted(processId: number): boolean {
    return this.#home.doubted.has(processId)
  }

  /** Why a session's server is no longer one that was asked for; undefined when it is. */
  problem(processId: number, role: HostRole): string | undefined {
    const { doubted, hosts, sessions } = this.#home
    doubted.delete(processId)
    const route = sessions.get(processId)?.route
    return route && hosts.outgrown(route, role)?.message
  }

  /** A connection that is made when the driver first writes to it. */
  readonly connect = (): Duplex => new PgSocket(this.#home)

  /** What the server calls the session that the driver knows by this process ID, which is the same unless two sessions would share it. */
  serverId(processId: number): number | undefined {
    return this.#home.sessions.get(processId)?.serverId
  }

  /**
   * Cuts the connection of the session that the driver knows by this process ID, at once and without a goodbye; its
   * statement fails. False when no session here has that ID.
   */
  destroy(processId: number): boolean {
    const socket = this.#home.sessions.get(processId)
    if (socket === undefined) return false
    const message = `the connection to ${socket.route.where} was given up on this side`
    socket.destroy(new PgSocketError("session", "CONNECTION_DESTROYED", message))
    return true
  }

  /** Whether the session of this process ID is still there, as far as is known on this side. */
  isOpen(processId: number): boolean {
    return this.#home.sessions.has(processId)
  }

  /** Until that session is over; at once when there is none. */
  closed(processId: number): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      const socket = this.#home.sessions.get(processId)
      if (socket === undefined) return resume(Effect.void)
      const onClose = () => resume(Effect.void)
      socket.once("close", onClose)
      return Effect.sync(() => socket.off("close", onClose))
    })
  }

  /**
   * Asks the server of a session for the types of parameters, while the driver has nothing on its way there; nothing
   * comes of it when the session is lost.
   */
  ask(
    processId: number,
    questions: ReadonlyArray<Question>,
    inTransaction: boolean
  ): Effect.Effect<Answers | undefined> {
    return Effect.callback((resume) => {
      const ended = Latch.makeUnsafe(false)
      const exchange = new Exchange(questions, inTransaction, (answers) => {
        ended.openUnsafe()
        resume(Effect.succeed(answers))
      })
      if (this.#home.sessions.get(processId)?.ask(exchange) !== true) exchange.end()
      return ended.await // whoever takes the connection next shall not find it busy
    })
  }

  /**
   * Lets statements travel with the next one of a session that nobody else uses, or no longer. Without that session there
   * is nothing for them to travel with.
   */
  join(processId: number, joining: JoinedStatements | undefined): void {
    this.#home.sessions.get(processId)?.join(joining)
  }

  /** Sessions that are logged in now. */
  get open(): number {
    return this.#home.open
  }

  /** Sessions that ever logged in. */
  get opened(): number {
    return this.#home.opened
  }

  /** How long opening each of them took: connecting, encrypting and logging in, without the wait for its turn. */
  get creations(): Histogram {
    return this.#home.creations
  }

  /** Attempts that reached no session: not connected, not verified, not logged in, or too slow. */
  get failed(): number {
    return this.#home.failed
  }

  /** Sessions that ended from the other side, with a message or without. */
  get closedByServer(): number {
    return this.#home.closedByServer
  }

  /** How often a named statement was refused as it was prepared, though the driver may have hidden that. */
  get staleNames(): number {
    return this.#home.staleNames
  }

  /** Since the start, before encryption. */
  get bytesSent(): number {
    return this.#home.bytesSent
  }

  /** Since the start, after decryption. */
  get bytesReceived(): number {
    return this.#home.bytesReceived
  }

  /** What a server last ended a session with. */
  get lastFatal(): LastFatal | undefined {
    return this.#home.lastFatal
  }

  /**
   * Why the last attempt reached no session, as failures say it, and so without a secret; undefined once one did, and
   * when it is so long ago that it says nothing of now.
   */
  get unreached(): string | undefined {
    const { unreached } = this.#home
    if (unreached === undefined || performance.now() - unreached.at > rememberedMillis) return undefined
    const reason = new SqlError.ConnectionError({ cause: unreached.error, operation: "connect" })
    return PgFailure.classify(this.located(new SqlError.SqlError({ reason }))).message
  }

  /** Whether the endpoint has yet to prove, or to prove again, that it lets anybody in. */
  get suspected(): boolean {
    return this.#home.pace.suspected
  }
}
