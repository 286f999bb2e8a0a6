/** A connection that is to be made: told to start, or that it fails with an attempt it waited for. */
export interface Attempt {
  readonly start: () => void
  readonly fail: (error: Error) => void
}

/** Where several endpoints share a number of connections: an attempt starts when there is a place for it. */
export interface Places {
  readonly enter: (attempt: Attempt) => void
  /** It does not wait for one any more. */
  readonly gone: (attempt: Attempt) => void
  /** Its connection is closed: the place is free. */
  readonly closed: (attempt: Attempt) => void
}

/** At most five attempts a second reach an endpoint that is down. */
const apartMillis = 200
/** An attempt that hangs for longer, its packets lost perhaps, no longer holds up the next. */
const hangingMillis = 1000
/** A login that was refused is not tried again sooner: it fails in the same way, and counts against the account. */
const refusedMillis = 5000

/** Why an attempt came to nothing. */
export interface Failure {
  readonly error: Error
  /** The server refused the login itself, and will until somebody changes a setting. */
  readonly refused: boolean
}

/**
 * Paces the connections to one endpoint, so that an outage is not made worse by those who wait for its end.
 *
 * An endpoint that has let nobody in yet, or has failed since, is tried by one attempt at a time, and these start at
 * least 200 ms apart; beside one that hangs the next starts after a second. Callers who ask meanwhile share the
 * outcome of the attempt under way, or of the next one: they fail with it at once, or may connect once it has logged in.
 * From then on everybody connects when they ask, until an attempt fails or the server closes a session. After a refused
 * login (a wrong password, perhaps) everybody who asks within five seconds gets that answer at once.
 *
 * The clock is the machine's monotonic one and not Effect's, which a test can stop; sockets live outside of it.
 */
export class ReconnectPace {
  #suspected = true
  readonly #probes = new Set<Attempt>()
  readonly #waiting = new Set<Attempt>()
  #startedAt = -Infinity
  #refusal: { readonly error: Error; readonly until: number } | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #places: Places | undefined

  constructor(places?: Places) {
    this.#places = places
  }

  /** Whether attempts are made one at a time. */
  get suspected(): boolean {
    return this.#suspected
  }

  enter(attempt: Attempt): void {
    if (!this.#suspected) return this.#start(attempt)
    const refusal = this.#refusal
    if (refusal !== undefined && performance.now() < refusal.until) return attempt.fail(refusal.error)
    this.#waiting.add(attempt)
    this.#next()
  }

  loggedIn(): void {
    this.#suspected = false
    this.#refusal = undefined
    this.#probes.clear()
    for (const waiting of this.#takeWaiting()) this.#start(waiting)
  }

  failed(attempt: Attempt, { error, refused }: Failure): void {
    this.#suspected = true
    if (refused) this.#refusal = { error, until: performance.now() + refusedMillis }
    if (!this.#probes.delete(attempt)) return
    for (const waiting of this.#takeWaiting()) waiting.fail(error)
  }

  /** The caller gave up the attempt, or the wait for one; that says nothing about the endpoint. */
  gone(attempt: Attempt): void {
    this.#waiting.delete(attempt)
    this.#probes.delete(attempt)
    this.#places?.gone(attempt)
    this.#next()
  }

  /** The attempt's host will not do, and whoever made it tries the next one, which is another's to wait for as well. */
  moved(attempt: Attempt): void {
    this.#suspected = true
    this.#probes.delete(attempt)
    this.#startedAt = -Infinity
    this.#next()
  }

  /** The connection that came of the attempt, or did not, is closed. */
  closed(attempt: Attempt): void {
    this.#places?.closed(attempt)
  }

  /** The server closed a session that nobody asked it to close. */
  lost(): void {
    this.#suspected = true
  }

  #start(attempt: Attempt): void {
    this.#startedAt = performance.now()
    if (this.#places === undefined) attempt.start()
    else this.#places.enter(attempt)
  }

  #takeWaiting(): ReadonlyArray<Attempt> {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    clearTimeout(this.#timer)
    return waiting
  }

  /** Starts the next attempt, now or when it is due. */
  #next(): void {
    clearTimeout(this.#timer)
    const [next] = this.#waiting
    if (next === undefined) return
    const apart = this.#probes.size === 0 ? apartMillis : hangingMillis
    const wait = this.#startedAt + apart - performance.now()
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#next(), wait)
      this.#timer.unref()
      return
    }
    this.#waiting.delete(next)
    this.#probes.add(next)
    this.#start(next)
    this.#next()
  }
}
