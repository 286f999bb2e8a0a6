import type { Socket } from "node:net"
import { Duplex } from "node:stream"
import { ConnectAttempt } from "./ConnectAttempt.ts"
import type { EndpointState } from "./EndpointState.ts"
import { Login } from "./Login.ts"
import { dial, type PgRoute } from "./PgDial.ts"
import { broken, closed, PgServerFatal, unreadable } from "./PgSocketError.ts"
import type { Exchange } from "./wire/Exchange.ts"
import { FatalTap, type ServerWords } from "./wire/FatalTap.ts"
import type { JoinedStatements } from "./wire/JoinedStatements.ts"
import * as Message from "./wire/Message.ts"
import { Traffic } from "./wire/Traffic.ts"

/** How long a server may take to close a connection that we have said goodbye to. */
const goodbyeMillis = 1000

/** Whether a server cannot run a statement as it was prepared. */
const isStaleName = ({ routine, sqlState }: ServerWords): boolean =>
  sqlState === "0A000" && routine === "RevalidateCachedQuery"

/**
 * One connection as the driver sees it: connected at the first write, encrypted and verified before a byte of that
 * write leaves, paced with the others of its endpoint, and ended with the server's last words.
 *
 * It is a `Duplex` in name, for the driver's sake. `write`, `end`, `pause` and `resume` go to the socket underneath
 * and its data come straight as events, past the buffers of Node's streams; so the driver's use of it is all that it
 * can do, and piping is not; the bytes of a `data` event are to be copied before it is over. A session that the server
 * ended fails with an `error` event rather than with the server's message, because the driver retires a session on the
 * former before it answers the statement, and on the latter after.
 */
export class PgSocket extends Duplex {
  readonly #home: EndpointState
  readonly #login: Login
  readonly #traffic: Traffic
  readonly #attempt: ConnectAttempt
  #stage: "new" | "waiting" | "cancelling" | "connecting" | "session" | "ending" = "new"
  /** What is destroyed with this: the TCP connection or Unix socket. */
  #raw: Socket | undefined
  #early: Array<Uint8Array> = []
  #loggedIn = false
  #endedByServer = false
  #goodbye: NodeJS.Timeout | undefined

  constructor(home: EndpointState) {
    super()
    this.#home = home
    const { columns } = home
    this.#attempt = new ConnectAttempt(home, {
      start: () => this.#dial(),
      fail: (error) => this.destroy(error)
    })
    this.#login = new Login({
      home,
      route: () => this.route,
      send: (bytes) => this.#traffic.send(bytes),
      lost: (problem) => this.#lost(problem)
    })
    const tap = new FatalTap({
      onColumns: columns && ((message, body) => columns.rename(message, body)),
      onData: (bytes) => this.emit("data", bytes),
      onAuthentication: (method) => this.#login.mayAnswer(method),
      onProcessId: (serverId) => this.#login.called(serverId),
      onLogin: () => this.#begun(),
      onRefusal: (words) => this.#login.isTold(words),
      onError: (words) => {
        if (isStaleName(words)) this.#home.staleNames++
      },
      onFatal: (words) => this.#fatal(words)
    })
    this.#traffic = new Traffic(home, tap)
  }

  /** Where it is, or where the next connection would go. */
  get route(): PgRoute {
    return this.#attempt.route
  }

  /** What the server calls the session. */
  get serverId(): number | undefined {
    return this.#login.serverId
  }

  override write(bytes: Uint8Array): boolean {
    return this.#traffic.isOpen ? this.#traffic.write(bytes) : this.#writeEarly(bytes)
  }

  /** Lets statements travel with the driver's next one, or no longer. */
  join(joining: JoinedStatements | undefined): void {
    this.#traffic.join(joining)
  }

  /** Asks the server something, if the driver has nothing on its way. */
  ask(exchange: Exchange): boolean {
    return this.#traffic.ask(exchange)
  }

  override end(bytes?: unknown): this {
    if (!this.#traffic.isOpen || this.#stage !== "session") return this.destroy()
    this.#traffic.join(undefined)
    if (bytes instanceof Uint8Array) this.write(bytes)
    this.#stage = "ending"
    this.#leave()
    this.#goodbye = setTimeout(() => this.destroy(), goodbyeMillis)
    this.#goodbye.unref()
    this.#traffic.end()
    return this
  }

  override pause(): this {
    this.#traffic.pause()
    return this
  }

  override resume(): this {
    this.#traffic.resume()
    return this
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const stage = this.#stage
    this.#stage = "ending"
    clearTimeout(this.#goodbye)
    this.#attempt.stop()
    this.#early = []
    this.#hangUp()
    this.#traffic.close()
    this.#home.takeBack(this.#login.processId)
    if (stage === "session") this.#leave()
    else if (stage === "connecting") this.#attempt.failed(error, this.#login.refusal)
    else if (stage === "waiting") this.#attempt.gone()
    callback(error)
  }

  /** What was connected, or begun to, counts until it is closed. */
  #hangUp(): void {
    const raw = this.#raw
    if (raw === undefined) return
    if (raw.closed) this.#attempt.closed()
    else raw.once("close", () => this.#attempt.closed()).destroy()
  }

  #writeEarly(bytes: Uint8Array): boolean {
    if (this.#stage === "ending") {
      // The driver makes it the statement's error. While logging in it would not catch it, but has been told.
      if (this.#loggedIn) throw this.errored ?? closed(this.route.where, "session")
      return false
    }
    const cancel = this.#stage === "new" ? Message.cancelRequest(bytes) : undefined
    if (cancel !== undefined) this.#cancel(cancel)
    else {
      this.#early.push(bytes)
      if (this.#stage === "new") this.#enter()
    }
    return false
  }

  #enter(): void {
    this.#stage = "waiting"
    this.#attempt.enter()
  }

  /**
   * The driver opens a connection of its own for each cancel request; those wait for nobody, prove nothing, and go where
   * the session is, by the name that it has there.
   */
  #cancel(request: Buffer): void {
    const session = this.#home.sessions.get(request.readInt32BE(Message.cancelledAt))
    const serverId = session?.serverId
    if (session === undefined || serverId === undefined) return void this.destroy() // over, or nobody knows it
    this.#stage = "cancelling"
    request.writeInt32BE(serverId, Message.cancelledAt)
    this.#early.push(request)
    this.#dial(session.route)
  }

  #dial(route?: PgRoute): void {
    if (this.#stage === "waiting") this.#stage = "connecting"
    const to = this.#attempt.begin((error) => this.#lost(error), route)
    this.#raw = dial(to, {
      ready: (link) => this.#connected(link),
      failed: (error) => this.#lost(error),
      onData: (bytes) => this.#receive(bytes)
    })
  }

  /** What cannot be read ends the connection: nothing that a server sends may end the program. */
  #receive(bytes: Buffer): void {
    this.#home.bytesReceived += bytes.length
    try {
      const rest = this.#login.take(bytes)
      if (rest !== undefined) this.#traffic.receive(rest)
    } catch {
      this.#lost(unreadable(this.route.where, this.#where()))
    }
  }

  #connected(link: Socket): void {
    if (this.destroyed) return
    this.#traffic.open(link)
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
    this.destroy(this.#stage === "connecting" ? this.#attempt.told(error) : error)
  }

  /** The server is ready; whether the driver may hear of it. */
  #begun(): boolean {
    if (!this.#login.isOver()) return false
    const home = this.#home
    const { processId } = this.#login
    if (processId === undefined) {
      queueMicrotask(() => this.#introduce())
      return false
    }
    this.#stage = "session"
    this.#loggedIn = true
    home.open++
    home.sessions.set(processId, this)
    this.#attempt.reached()
    return true
  }

  /** The driver is told of the session what the server has not told, and then that it is ready. */
  #introduce(): void {
    if (this.destroyed) return
    this.emit("data", this.#login.introduction())
    this.#traffic.receive(Message.ready)
  }

  #fatal({ message, severity, sqlState }: ServerWords): void {
    this.#home.lastFatal = { sqlState, message, at: performance.now() }
    this.#lost(new PgServerFatal({ message, severity, sqlState }))
  }

  /** The session is over, or as good as over. */
  #leave(): void {
    const home = this.#home
    const { processId } = this.#login
    home.open--
    if (processId !== undefined && home.sessions.get(processId) === this) {
      home.sessions.delete(processId)
      home.doubted.delete(processId)
    }
    if (!this.#endedByServer) return
    home.closedByServer++
    home.pace.lost()
  }
}
