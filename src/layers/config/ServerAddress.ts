import { hostname } from "node:os"
import * as HostName from "./HostName.ts"
import { hostsOf, type PgEndpoint } from "./PgUrl.ts"

/** Where a server is, in words that mean the same server on every machine. */
export interface ServerAddress {
  /** OpenTelemetry's `server.address`: the host's name; of several all, with commas between; never a loopback name. */
  readonly address: string
  /** OpenTelemetry's `server.port`; of several hosts the first's. */
  readonly port: number
}

/**
 * Where an endpoint is. A loopback name or a socket's folder is another server on each machine, and is told by this
 * machine's name instead.
 */
export const serverOf = (endpoint: PgEndpoint, machine = hostname()): ServerAddress => {
  const names = hostsOf(endpoint).map(({ host }) =>
    (HostName.isLoopback(host) ? machine : host).toLowerCase()
  )
  return { address: [...new Set(names)].join(","), port: endpoint.port }
}
