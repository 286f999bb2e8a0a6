import { connect, type Socket, type SocketConstructorOpts } from "node:net"
import type { ConnectionOptions } from "node:tls"
import { isLoopback, type PgHost, placeOf } from "../config/PgUrl.ts"
import { HostAddresses } from "../hosts/HostAddresses.ts"
import { type PgSocketError, unreachable } from "./PgSocketError.ts"
import * as PgTls from "./PgTls.ts"

/** Idle time before TCP keepalive probes start; a NAT or a pooler's host that went away shows within a minute. */
const keepAliveMillis = 15_000

/** How connections to one host of an endpoint are made. */
export interface PgRoute {
  readonly host: string
  readonly port: number
  readonly tls: ConnectionOptions | undefined
  /** The host and its port, as messages name them. */
  readonly where: string
  /** Whether nobody on the way can read along: verified TLS, or a Unix socket. */
  readonly confidential: boolean
  /** Whether the bytes stay on this machine. */
  readonly loopback: boolean
  readonly addresses: HostAddresses
}

const socketPath = ({ host, port }: PgHost): string | undefined =>
  host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : undefined

/** The route to a host of an endpoint whose TLS has been read. */
export const route = (
  { host, port }: PgHost,
  tls: ConnectionOptions | undefined,
  atRandom?: boolean
): PgRoute => {
  const path = socketPath({ host, port })
  return {
    host,
    port,
    tls,
    where: path ?? placeOf({ host, port }),
    confidential: tls !== undefined || path !== undefined,
    loopback: isLoopback(host),
    addresses: new HostAddresses(atRandom)
  }
}

/** Who is told by an attempt to connect: either `ready` or `failed` is called, once. */
export interface DialListener {
  readonly ready: (socket: Socket) => void
  readonly failed: (error: PgSocketError) => void
  /** Bytes of the server's, after decryption; they are overwritten when it returns. */
  readonly onData: (bytes: Buffer) => void
}

/**
 * Where all unencrypted connections are read into, one after the other. Node would make a buffer for each read, which
 * costs a tenth of the time of a short statement.
 */
const shared = Buffer.allocUnsafeSlow(65_536)

const readIntoShared = ({ onData }: DialListener): NonNullable<SocketConstructorOpts["onread"]> => ({
  buffer: shared,
  callback: (size) => {
    onData(shared.subarray(0, size))
    return true
  }
})

/** Connects, and encrypts where the route says so. Destroying the socket that it returns stops it. */
export const dial = ({ addresses, host, port, tls, where }: PgRoute, listener: DialListener): Socket => {
  const path = socketPath({ host, port })
  const socket = connect({
    ...(path === undefined ? { host, port, lookup: addresses.lookup } : { path }),
    // A statement is one write and then a wait, so there is nothing to gather and Nagle would only hold it back.
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMillis,
    ...(tls === undefined ? { onread: readIntoShared(listener) } : undefined)
  })
  const onError = (cause: Error) => listener.failed(unreachable(where, cause))
  socket.once("error", onError)
  socket.once("connect", () => {
    socket.off("error", onError)
    if (tls === undefined) listener.ready(socket)
    else PgTls.encrypt(socket, tls, where, listener)
  })
  return socket
}
