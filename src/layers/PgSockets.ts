import { connect, type Socket } from "node:net"
import type { PgEndpoint } from "./PgUrl.ts"

/** Idle time before TCP keepalive probes start; a NAT or a pooler's host that went away shows within a minute. */
const keepAliveMillis = 15_000

/** The open connections of one endpoint, counted where they are made: at the socket. */
export class PgSockets {
  readonly #endpoint: PgEndpoint
  #open = 0

  constructor(endpoint: PgEndpoint) {
    this.#endpoint = endpoint
  }

  get open(): number {
    return this.#open
  }

  readonly connect = (): Socket => {
    const { host, port } = this.#endpoint
    const socket = connect({
      ...(host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }),
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMillis
    })
    socket.once("connect", () => {
      this.#open++
      socket.once("close", () => {
        this.#open--
      })
    })
    return socket
  }
}
