import type { Socket } from "node:net"
import { Duplex } from "node:stream"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { NextHost, NoHost } from "../hosts/HostWalk.ts"
import type { Attempt } from "../hosts/ReconnectPace.ts"
import type { EndpointState } from "./EndpointState.ts"
import type { Exchange } from "./Exchange.ts"
import { FatalTap, type ServerWords } from "./FatalTap.ts"
import { type HostAnswer, HostCheck } from "./HostCheck.ts"
import type { JoinedStatements } from "./JoinedStatements.ts"
import * as LoginRefusal from "./LoginRefusal.ts"
import * as PasswordRequest from "./PasswordRequest.ts"
import { dial, type PgRoute } from "./PgDial.ts"
import { broken, closed, PgServerFatal, PgSocketError } from "./PgSocketError.ts"
import * as RawParameters from "./RawParameters.ts"

/** How long a server may take to close a connection that we have said goodbye to. */
const goodbyeMillis = 1000
/** An attempt that is given up sooner says nothing of the endpoint; given up later, the endpoint was too slow. */
const patienceMillis = 1000

/** Whether a server cannot run a statement as it was prepared. */
const isStaleName = ({ routine, sqlState }: ServerWords): boolean =>
  sqlState === "0A000" && routine === "RevalidateCachedQuery"

const cancelRequestCode = 80_877_102

/** The process ID of the session that a message asks to cancel a statement of; undefined for any other message. */
const cancelledId = (bytes: Uint8Array): number | undefined => {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return frame.length === 16 && frame.readInt32BE(4) === cancelRequestCode ? frame.readInt32BE(8) : undefined
}

/** Whether another host may do better: what the settings are to blame for, every host would answer alike. */
const isOfHost = (error: Error): boolean =>
  error instanceof NoHost || (error instanceof PgSocketError && error.stage === "connect")

/**
 * One connection as the driver sees it: connected at the first write, encrypted and verified before a byte of that
 * write leaves, paced with the others of its endpoint, and ended with the server's last words.
 *
 * It is a `Duplex` in name, for the driver's sake. `write`, `end`, `pause` and `resume` go to the socket underneath
 * and its data come straight as events, past the buffers of Node's streams; so the driver's use of it is all that it
 * can do, and piping is not; the bytes of a `data` event are to be copied before it is over. A session that the server ended fails with an `error` event rather than with the
 * server's message, because the driver retires a session on the former before it answers the statement, and on the
 * latter after.
 */
export class PgSocket extends Duplex {
  readonly #home: EndpointState
  readonly #tap: FatalTap
  readonly #attempt: Attempt = {
    start: () => this.#dial(),
    fail: (error) => this.destroy(error)
  }
  #stage: "new" | "waiting" | "cancelling" | "connecting" | "session" | "ending" = "new"
  /** What is destroyed with this: the TCP connection or Unix socket. */
  #raw: Socket | undefined
  /** Where writes go, once it may be written to; it is `#raw`, or TLS over it. */
  #link: Socket | undefined
  #early: Array<Uint8Array> = []
  #startedAt = 0
  #processId: number | undefined
  /** What the server said to a login. */
  #refusal: ServerWords | undefined
  #loggedIn = false
  /** Where it goes, since it goes somewhere. */
  #route: PgRoute | undefined
  /** The question to a host of which it is to be known what it is. */
  #check: HostCheck | undefined
  #isHost = false
  #patience: NodeJS.Timeout | undefined
  #endedByServer = false
  #goodbye: NodeJS.Timeout | undefined
  /** Questions that are on their way, whose answers the driver does not get. */
  #exchange: Exchange | undefined
  /** What travels with the driver's next statement. */
  #joining: JoinedStatements | undefined
  /** What travels with the one that is on its way. */
  #joined: JoinedStatements | undefined

  constructor(home: EndpointState) {
    super()
    this.#home = home
    const { columns } = home
    this.#tap = new FatalTap({
      onColumns: columns && ((message, body) => columns.rename(message, body)),
      onData: (bytes) => this.emit("data", bytes),
      onAuthentication: (method) => this.#mayAnswer(method),
      onProcessId: (processId) => {
        this.#processId = processId
      },
      onLogin: () => this.#login(),
      onRefusal: (words) => this.#refused(words),
      onError: (words) => {
        if (isStaleName(words)) this.#home.staleNames++
      },
      onFatal: (words) => this.#fatal(words)
    })
  }

  /** Where it is, or where the next connection would go. */
  get route(): PgRoute {
    return this.#route ?? this.#home.hosts.next()
  }

  override write(bytes: Uint8Array): boolean {
    const link = this.#link
    if (link === undefined) return this.#writeEarly(bytes)
    this.#tap.ready = false
    const pieces = RawParameters.open(bytes)
    if (this.#joining !== undefined) return this.#sendJoined(link, this.#joining, pieces ?? [bytes])
    return pieces === undefined ? this.#send(link, bytes) : this.#sendAll(link, pieces)
  }

  /** Lets statements travel with the driver's next one, or no longer. */
  join(joining: JoinedStatements | undefined): void {
    this.#joining = joining
  }

  override end(bytes?: unknown): this {
    const link = this.#link
    if (link === undefined || this.#stage !== "session") return this.destroy()
    this.#joining = undefined
    if (bytes instanceof Uint8Array) this.write(bytes)
    this.#stage = "ending"
    this.#leave()
    this.#link = undefined
    this.#goodbye = setTimeout(() => this.destroy(), goodbyeMillis)
    this.#goodbye.unref()
    // A process has nothing to wait for here.
    link.unref().end()
    return this
  }

  /** Asks the server something, if the driver has nothing on its way. */
  ask(exchange: Exchange): boolean {
    if (this.#link === undefined || !this.#tap.ready || this.#exchange !== undefined) return false
    this.#exchange = exchange
    this.#send(this.#link, exchange.request)
    return true
  }

  #answered(exchange: Exchange, bytes: Buffer): void {
    const { over, rest } = exchange.take(bytes)
    if (over) this.#exchange = undefined
    if (rest !== undefined) this.#tap.push(rest)
    if (over) exchange.end() // last, as whoever asked may ask again at once
  }

  override pause(): this {
    this.#link?.pause()
    return this
  }

  override resume(): this {
    this.#link?.resume()
    return this
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const stage = this.#stage
    this.#stage = "ending"
    clearTimeout(this.#goodbye)
    clearTimeout(this.#patience)
    this.#link = undefined
    this.#early = []
    this.#hangUp()
    this.#exchange?.end()
    if (stage === "session") this.#leave()
    else if (stage === "connecting") this.#fail(error)
    else if (stage === "waiting") this.#home.pace.gone(this.#attempt)
    callback(error)
  }

  /** What was connected, or begun to, counts until it is closed. */
  #hangUp(): void {
    const raw = this.#raw
    if (raw === undefined) return
    const closed = () => this.#home.pace.closed(this.#attempt)
    if (raw.closed) closed()
    else raw.once("close", closed).destroy()
  }

  #send(link: Socket, bytes: Uint8Array): boolean {
    this.#home.bytesSent += bytes.length
    return link.write(bytes)
  }

  #sendAll(link: Socket, pieces: ReadonlyArray<Uint8Array>): boolean {
    link.cork()
    for (const piece of pieces) this.#send(link, piece)
    link.uncork()
    return !link.writableNeedDrain
  }

  #sendJoined(link: Socket, joining: JoinedStatements, pieces: ReadonlyArray<Uint8Array>): boolean {
    this.#joining = undefined
    this.#joined = joining
    const isTaken = this.#sendAll(link, joining.send(pieces))
    const sendMore = (more: ReadonlyArray<Uint8Array>) => {
      if (this.#link === link) this.#sendAll(link, more)
    }
    joining.followers?.open(sendMore, joining.closing)
    return isTaken
  }

  #received(bytes: Buffer): void {
    if (this.#check !== undefined) return this.#checked(this.#check, bytes)
    if (this.#exchange !== undefined) return this.#answered(this.#exchange, bytes)
    if (this.#joined === undefined) return this.#tap.push(bytes)
    const { over, rest } = this.#joined.take(bytes)
    if (over) this.#joined = undefined // first, as the driver may send its next statement while it takes these
    for (const piece of rest) this.#tap.push(piece)
  }

  #writeEarly(bytes: Uint8Array): boolean {
    if (this.#stage === "ending") {
      // The driver makes it the statement's error. While logging in it would not catch it, but has been told.
      if (this.#loggedIn) throw this.errored ?? closed(this.route.where, "session")
      return false
    }
    this.#early.push(bytes)
    if (this.#stage === "new") this.#begin(cancelledId(bytes))
    return false
  }

  /**
   * The driver opens a connection of its own for each cancel request; those wait for nobody, prove nothing, and go where
   * the session is.
   */
  #begin(cancelled: number | undefined): void {
    this.#stage = cancelled === undefined ? "waiting" : "cancelling"
    if (cancelled === undefined) return this.#home.pace.enter(this.#attempt)
    this.#route = this.#home.sessions.get(cancelled)?.route
    this.#dial()
  }

  #dial(): void {
    const { hosts, patienceMillis } = this.#home
    if (this.#stage === "waiting") this.#stage = "connecting"
    this.#startedAt = performance.now()
    this.#route ??= hosts.next()
    if (hosts.several) {
      this.#patience = setTimeout(() => this.#lost(this.#timedOut()), patienceMillis)
      this.#patience.unref()
    }
    this.#raw = dial(this.#route, {
      ready: (link) => this.#connected(link),
      failed: (error) => this.#lost(error),
      onData: (bytes) => {
        this.#home.bytesReceived += bytes.length
        this.#received(bytes)
      }
    })
  }

  #connected(link: Socket): void {
    if (this.destroyed) return
    this.#link = link
    link.on("error", (cause) => this.#lost(broken(this.route.where, this.#where(), cause)))
    const onClose = () => this.#lost(closed(this.route.where, this.#where()))
    link.once("end", onClose).once("close", onClose)
    for (const bytes of this.#early.splice(0)) this.write(bytes)
  }

  #where(): "connect" | "session" {
    return this.#stage === "session" ? "session" : "connect"
  }

  /** The connection ended, and not by our hand unless we said goodbye before. */
  #lost(error: Error): void {
    if (this.destroyed) return
    if (this.#stage === "ending") {
      this.destroy()
      return
    }
    this.#endedByServer = true
    this.destroy(
      this.#stage === "connecting" && isOfHost(error) ? this.#home.hosts.refused(this.route, error) : error
    )
  }

  /** The server is ready: whether it is one that was asked for is seen before the driver hears of it. */
  #login(): boolean {
    const { hosts, sessions } = this.#home
    if (hosts.asks && !this.#isHost) {
      this.#check = new HostCheck()
      if (this.#link !== undefined) this.#send(this.#link, this.#check.request)
      return false
    }
    // Two hosts may give the same number, by which their sessions would be taken for each other.
    if (this.#processId !== undefined && hosts.several && sessions.has(this.#processId)) {
      this.destroy(new NextHost(`${this.route.where} gave a session a number that is taken`))
      return false
    }
    this.#begun()
    return true
  }

  #checked(check: HostCheck, bytes: Buffer): void {
    const { answer, rest } = check.take(bytes)
    if (answer === undefined) return this.#tap.push(rest)
    this.#check = undefined
    const problem = this.#wrong(answer)
    if (problem !== undefined) return this.#lost(problem)
    this.#isHost = true
    this.#tap.push(rest)
  }

  #wrong(answer: HostAnswer): Error | undefined {
    if (!("refusal" in answer)) return this.#home.hosts.judge(this.route, answer)
    const said = LoginRefusal.said(new PgServerFatal(answer.refusal))
    return new NoHost(`${this.route.where} does not say what it is: ${said}`)
  }

  /** Whether the driver is told of a refusal: of several hosts one that is full or starting up is passed over. */
  #refused(words: ServerWords): boolean {
    this.#refusal = words
    this.#home.refusedAt = this.route.where
    const refusal = new PgServerFatal(words)
    if (!this.#home.hosts.several || LoginRefusal.isLasting(refusal)) return true
    this.#refusal = undefined
    this.#lost(new NoHost(`${this.route.where} lets nobody in: ${LoginRefusal.said(refusal)}`))
    return false
  }

  #begun(): void {
    const home = this.#home
    clearTimeout(this.#patience)
    home.hosts.accepted(this.route)
    this.#stage = "session"
    this.#loggedIn = true
    home.open++
    home.opened++
    home.creations.record(performance.now() - this.#startedAt)
    if (this.#processId !== undefined) home.sessions.set(this.#processId, this)
    home.pace.loggedIn()
  }

  #fatal({ message, severity, sqlState }: ServerWords): void {
    this.#home.lastFatal = { sqlState, message, at: performance.now() }
    this.#lost(new PgServerFatal({ message, severity, sqlState }))
  }

  /** The session is over, or as good as over. */
  #leave(): void {
    const home = this.#home
    home.open--
    if (this.#processId !== undefined && home.sessions.get(this.#processId) === this) {
      home.sessions.delete(this.#processId)
      home.doubted.delete(this.#processId)
    }
    if (!this.#endedByServer) return
    home.closedByServer++
    home.pace.lost()
  }

  /** The attempt came to nothing: by itself, by the server's word, or because the driver had waited long enough. */
  #fail(error: Error | null): void {
    const { pace } = this.#home
    if (error instanceof NextHost) return pace.moved(this.#attempt)
    const elapsed = performance.now() - this.#startedAt
    const refusal = this.#refusal && new PgServerFatal(this.#refusal)
    const reason = refusal ?? error ?? (elapsed < patienceMillis ? undefined : this.#timedOut())
    if (reason === undefined) return pace.gone(this.#attempt)
    this.#home.hosts.over()
    this.#home.failed++
    pace.failed(this.#attempt, {
      error: reason,
      refused: refusal !== undefined && LoginRefusal.isLasting(refusal)
    })
  }

  #timedOut(): PgSocketError {
    const waited = spanOfTime(performance.now() - this.#startedAt)
    return new PgSocketError(
      "connect",
      "LOGIN_TIMEOUT",
      `no session at ${this.route.where} after ${waited}; the server or the network does not answer`
    )
  }

  /** Whether the server may have the password as it asks for it. */
  #mayAnswer(method: number): boolean {
    const problem = PasswordRequest.problem(this.route, method)
    if (problem !== undefined) this.#lost(problem)
    return problem === undefined
  }
}
