import { spanOfTime } from "../failure/spanOfTime.ts"
import { NextHost, NoHost } from "../hosts/HostWalk.ts"
import type { Attempt } from "../hosts/ReconnectPace.ts"
import type { EndpointState } from "./EndpointState.ts"
import * as LoginRefusal from "./LoginRefusal.ts"
import type { PgRoute } from "./PgDial.ts"
import { type PgServerFatal, PgSocketError } from "./PgSocketError.ts"

/** An attempt that is given up sooner says nothing of the endpoint; given up later, the endpoint was too slow. */
const patienceMillis = 1000

/** Whether another host may do better: what the settings are to blame for, every host would answer alike. */
const isOfHost = (error: Error): boolean =>
  error instanceof NoHost || (error instanceof PgSocketError && error.stage === "connect")

/** An attempt to reach a session: where it goes, when it may, and what the endpoint learns of how it ended. */
export class ConnectAttempt {
  readonly #home: EndpointState
  /** As it is paced with the others of its endpoint. */
  readonly #paced: Attempt
  #route: PgRoute | undefined
  #startedAt = 0
  #patience: NodeJS.Timeout | undefined

  constructor(home: EndpointState, paced: Attempt) {
    this.#home = home
    this.#paced = paced
  }

  /** Where it goes, or where the next one would. */
  get route(): PgRoute {
    return this.#route ?? this.#home.hosts.next()
  }

  /** Waits until it may begin. */
  enter(): void {
    this.#home.pace.enter(this.#paced)
  }

  /** Begins, there if that is given. Of several hosts each has its time; `late` is told when that is over. */
  begin(late: (error: Error) => void, route?: PgRoute): PgRoute {
    const { hosts, patienceMillis } = this.#home
    this.#startedAt = performance.now()
    this.#route = route ?? hosts.next()
    if (hosts.several) {
      this.#patience = setTimeout(() => late(this.#timedOut()), patienceMillis)
      this.#patience.unref()
    }
    return this.#route
  }

  /** Nobody waits for it any more, however it ended. */
  stop(): void {
    clearTimeout(this.#patience)
  }

  /** A session was reached. */
  reached(): void {
    const home = this.#home
    this.stop()
    home.hosts.accepted(this.route)
    home.opened++
    home.creations.record(performance.now() - this.#startedAt)
    home.unreached = undefined
    home.pace.loggedIn()
  }

  /** It was given up before it might begin. */
  gone(): void {
    this.#home.pace.gone(this.#paced)
  }

  /** What was connected, or begun to, is closed. */
  closed(): void {
    this.#home.pace.closed(this.#paced)
  }

  /** What whoever asked is told of an error that ended it: of several hosts the next one may do. */
  told(error: Error): Error {
    return isOfHost(error) ? this.#home.hosts.refused(this.route, error) : error
  }

  /** It came to nothing: by itself, by the server's word, or because the driver had waited long enough. */
  failed(error: Error | null, refusal: PgServerFatal | undefined): void {
    const { hosts, pace } = this.#home
    if (error instanceof NextHost) {
      this.#unreached(new NoHost(error.message))
      return pace.moved(this.#paced)
    }
    const elapsed = performance.now() - this.#startedAt
    const reason = refusal ?? error ?? (elapsed < patienceMillis ? undefined : this.#timedOut())
    if (reason === undefined) return this.gone()
    hosts.over()
    this.#home.failed++
    this.#unreached(reason)
    pace.failed(this.#paced, {
      error: reason,
      refused: refusal !== undefined && LoginRefusal.isLasting(refusal)
    })
  }

  #unreached(error: Error): void {
    this.#home.unreached = { error, at: performance.now() }
  }

  #timedOut(): PgSocketError {
    const waited = spanOfTime(performance.now() - this.#startedAt)
    return new PgSocketError(
      "connect",
      "LOGIN_TIMEOUT",
      `no session at ${this.route.where} after ${waited}; the server or the network does not answer`,
      { place: this.route.where }
    )
  }
}
