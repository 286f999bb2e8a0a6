import { readFileSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { TLSSocket } from "node:tls"
import { fileURLToPath } from "node:url"
import { Effect, Queue } from "effect"
import * as frames from "./frames.ts"

/** One connection as the server sees it. */
export interface ScriptedConnection {
  readonly pid: number
  readonly send: (...frames: ReadonlyArray<Buffer>) => void
  /** The connection, or TLS over it. */
  readonly socket: () => Socket
  /** What the client sent, by name: `ssl`, `cancel`, `startup`, then the types of its messages. */
  readonly received: ReadonlyArray<string>
  /** The process ID whose statement it asks to cancel, if it does. */
  readonly cancels: () => number | undefined
  /** Bytes that came after the request for TLS and its handshake; all of them without. */
  readonly bytes: () => number
  /** The name that the client asked for in its handshake. */
  readonly serverName: () => string | undefined
  readonly closed: Effect.Effect<void>
}

type Reaction = (connection: ScriptedConnection) => void

/** What the server does; it lets everybody in and answers nothing, unless it is told to. */
export interface Script {
  /** The answer to a request for TLS; "N". After "S" alone the server goes on in TLS with this certificate. */
  readonly ssl?: { readonly answer: string | Buffer; readonly certificate?: string }
  readonly onStartup?: Reaction
  readonly onCancel?: Reaction
  readonly onPassword?: (connection: ScriptedConnection, password: string) => void
  /** A statement came whole. */
  readonly onSync?: Reaction
  /** Leaves a connection open that the client has ended. */
  readonly allowHalfOpen?: boolean
}

/** A file of test/support/certificates. */
export const certificateFile = (name: string): string =>
  fileURLToPath(new URL(`certificates/${name}`, import.meta.url))

const codes = new Map([
  [80_877_103, "ssl"],
  [80_877_102, "cancel"],
  [196_608, "startup"]
])

class Connection implements ScriptedConnection {
  readonly pid: number
  readonly received: Array<string> = []
  readonly closed: Effect.Effect<void>
  readonly #script: Script
  #socket: Socket
  #bytes = 0
  #buffer = Buffer.alloc(0)
  #started = false
  #cancels: number | undefined

  constructor(script: Script, raw: Socket, pid: number) {
    this.#script = script
    this.#socket = raw
    this.pid = pid
    const closed = new Promise<void>((resolve) => raw.once("close", () => resolve()))
    this.closed = Effect.promise(() => closed)
    this.#listen(raw)
  }

  readonly socket = () => this.#socket
  readonly cancels = () => this.#cancels
  readonly bytes = () => this.#bytes
  readonly send = (...frames: ReadonlyArray<Buffer>) => {
    this.#socket.write(Buffer.concat(frames))
  }
  readonly serverName = () => {
    const name = this.#socket instanceof TLSSocket ? this.#socket.servername : undefined
    return typeof name === "string" ? name : undefined
  }

  #listen(socket: Socket): void {
    socket.on("error", () => undefined)
    socket.on("data", (chunk) => {
      this.#bytes += chunk.length
      this.#buffer = Buffer.concat([this.#buffer, chunk])
      while (this.#take());
    })
  }

  /** Takes one message off the buffer, if it is there whole. */
  #take(): boolean {
    const from = this.#started ? 1 : 0
    if (this.#buffer.length < from + 4) return false
    const end = from + this.#buffer.readInt32BE(from)
    if (this.#buffer.length < end) return false
    const message = this.#buffer.subarray(0, end)
    this.#buffer = this.#buffer.subarray(end)
    if (this.#started) this.#message(message.toString("latin1", 0, 1), message.subarray(5))
    else {
      const name = codes.get(message.readInt32BE(4)) ?? "unknown"
      if (name === "cancel") this.#cancels = message.readInt32BE(8)
      this.#request(name)
    }
    return true
  }

  #request(name: string): void {
    this.received.push(name)
    const { onCancel, onStartup, ssl } = this.#script
    if (name === "ssl") return this.#answerSsl(ssl ?? { answer: "N" })
    if (name === "cancel") return onCancel?.(this)
    this.#started = true
    if (onStartup === undefined) this.send(frames.login(this.pid))
    else onStartup(this)
  }

  #answerSsl({ answer, certificate }: NonNullable<Script["ssl"]>): void {
    this.#bytes = 0
    this.#socket.write(answer)
    if (answer !== "S" || certificate === undefined) return
    this.#socket.removeAllListeners("data")
    this.#socket = new TLSSocket(this.#socket, {
      isServer: true,
      key: readFileSync(certificateFile("server.key")),
      cert: readFileSync(certificateFile(certificate)),
      SNICallback: (_name, done) => done(null)
    })
    this.#listen(this.#socket)
  }

  #message(type: string, body: Buffer): void {
    this.received.push(type)
    if (type === "p") this.#script.onPassword?.(this, body.toString("latin1"))
    if (type === "S") this.#script.onSync?.(this)
  }
}

/** A server that speaks Postgres' protocol as it is told to, until the scope closes. */
export const scriptedServer = (script: Script = {}) =>
  Effect.acquireRelease(
    Effect.callback<{
      readonly port: number
      /** Every connection so far, in the order they came. */
      readonly connections: ReadonlyArray<ScriptedConnection>
      /** The next connection that nobody has taken from here yet. */
      readonly next: Effect.Effect<ScriptedConnection>
      readonly close: () => void
    }>((resume) => {
      const connections: Array<Connection> = []
      const arrivals = Effect.runSync(Queue.unbounded<ScriptedConnection>())
      const server = createServer({ allowHalfOpen: script.allowHalfOpen ?? false }, (socket) => {
        const connection = new Connection(script, socket, 1000 + connections.length)
        connections.push(connection)
        Queue.offerUnsafe(arrivals, connection)
      })
      server.listen(0, () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.close()
          for (const connection of connections) connection.socket().destroy()
        }
        resume(Effect.succeed({ port, connections, next: Queue.take(arrivals), close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )
