import type { Socket } from "node:net"
import type { Exchange } from "./Exchange.ts"
import type { FatalTap } from "./FatalTap.ts"
import type { JoinedStatements } from "./JoinedStatements.ts"
import * as RawParameters from "./RawParameters.ts"

interface Counts {
  bytesSent: number
}

/**
 * The bytes of one connection, both ways: the driver's own, and what travels past it, which are statements that join the
 * driver's and questions between two of them.
 */
export class Traffic {
  readonly #counts: Counts
  readonly #tap: FatalTap
  /** Where writes go, while it may be written to: the TCP connection or Unix socket, or TLS over it. */
  #link: Socket | undefined
  /** Questions that are on their way, whose answers the driver does not get. */
  #exchange: Exchange | undefined
  /** What travels with the driver's next statement. */
  #joining: JoinedStatements | undefined
  /** What travels with the one that is on its way. */
  #joined: JoinedStatements | undefined

  constructor(counts: Counts, tap: FatalTap) {
    this.#counts = counts
    this.#tap = tap
  }

  get isOpen(): boolean {
    return this.#link !== undefined
  }

  open(link: Socket): void {
    this.#link = link
  }

  pause(): void {
    this.#link?.pause()
  }

  resume(): void {
    this.#link?.resume()
  }

  /** Nothing follows what was sent; what is on its way here still arrives. A process has nothing to wait for. */
  end(): void {
    const link = this.#link
    this.#link = undefined
    link?.unref().end()
  }

  /** Nothing comes or goes any more. */
  close(): void {
    this.#link = undefined
    this.#exchange?.end()
  }

  /** Sends what the driver wrote; whether it may write more at once. */
  write(bytes: Uint8Array): boolean {
    this.#tap.ready = false
    const pieces = RawParameters.open(bytes)
    if (this.#joining !== undefined) return this.#sendJoined(this.#joining, pieces ?? [bytes])
    return pieces === undefined ? this.send(bytes) : this.#sendAll(pieces)
  }

  /** Sends what the driver does not know of. */
  send(bytes: Uint8Array): boolean {
    this.#counts.bytesSent += bytes.length
    return this.#link?.write(bytes) ?? false
  }

  /** Lets statements travel with the driver's next one, or no longer. */
  join(joining: JoinedStatements | undefined): void {
    this.#joining = joining
  }

  /** Asks the server something, if the driver has nothing on its way. */
  ask(exchange: Exchange): boolean {
    if (!this.isOpen || !this.#tap.ready || this.#exchange !== undefined) return false
    this.#exchange = exchange
    this.send(exchange.request)
    return true
  }

  receive(bytes: Buffer): void {
    if (this.#exchange !== undefined) return this.#answered(this.#exchange, bytes)
    if (this.#joined === undefined) return this.#tap.push(bytes)
    const { over, rest } = this.#joined.take(bytes)
    if (over) this.#joined = undefined // first, as the driver may send its next statement while it takes these
    for (const piece of rest) this.#tap.push(piece)
  }

  #answered(exchange: Exchange, bytes: Buffer): void {
    const { over, rest } = exchange.take(bytes)
    if (over) this.#exchange = undefined
    if (rest !== undefined) this.#tap.push(rest)
    if (over) exchange.end() // last, as whoever asked may ask again at once
  }

  #sendAll(pieces: ReadonlyArray<Uint8Array>): boolean {
    const link = this.#link
    link?.cork()
    for (const piece of pieces) this.send(piece)
    link?.uncork()
    return link?.writableNeedDrain === false
  }

  #sendJoined(joining: JoinedStatements, pieces: ReadonlyArray<Uint8Array>): boolean {
    const link = this.#link
    this.#joining = undefined
    this.#joined = joining
    const isTaken = this.#sendAll(joining.send(pieces))
    const sendMore = (more: ReadonlyArray<Uint8Array>) => {
      if (link !== undefined && this.#link === link) this.#sendAll(more)
    }
    joining.followers?.open(sendMore, joining.closing)
    return isTaken
  }
}
