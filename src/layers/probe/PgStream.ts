import { Duplex } from "node:stream"

/**
 * One of our sockets as `pg` wants it: a stream that copies what it is given, and is told when to connect.
 *
 * The socket underneath connects, encrypts and verifies by itself when it is first written to.
 */
export class PgStream extends Duplex {
  readonly #socket: Duplex

  constructor(socket: Duplex) {
    super()
    this.#socket = socket
    // The bytes of a data event are overwritten by the next one.
    socket.on("data", (bytes: Buffer) => this.push(Buffer.from(bytes)))
    socket.on("error", (error) => this.destroy(error))
    socket.on("close", () => this.destroy())
  }

  connect(): this {
    queueMicrotask(() => this.emit("connect"))
    return this
  }

  setNoDelay(): this {
    return this
  }

  override _read(): void {
    // pushed as it comes
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes)
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}
