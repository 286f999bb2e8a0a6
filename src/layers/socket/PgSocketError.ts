import type { ServerWords } from "./wire/FatalTap.ts"

/** What a connection was doing when it failed; nothing had been sent but for `session`. */
export type SocketStage = "connect" | "tls" | "login" | "session"

/** Where a connection went to, as far as it is known. */
interface Peer {
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly place?: string | undefined
}

/**
 * Why a connection failed, in one sentence that names the host and never a secret.
 *
 * `code` is Node's where Node has one (ECONNREFUSED, CERT_HAS_EXPIRED), else one of ours: `TLS_REFUSED`,
 * `TLS_NOT_POSTGRES`, `PASSWORD_EXPOSED`, `CONNECTION_CLOSED`, `CONNECTION_DESTROYED`, `PROTOCOL_BROKEN`, `LOGIN_TIMEOUT`. At the stages
 * `tls` and `login` the settings or the server are at fault, and connecting again won't help.
 */
export class PgSocketError extends Error {
  override readonly name = "PgSocketError"
  readonly code: string
  readonly stage: SocketStage
  readonly address: string | undefined
  readonly port: number | undefined
  /** Host and port of the route, or the socket's path, where no address was come to. */
  readonly place: string | undefined

  constructor(stage: SocketStage, code: string, message: string, { address, place, port }: Peer = {}) {
    super(message)
    this.stage = stage
    this.code = code
    this.address = address
    this.port = port
    this.place = place
  }
}

/** The FATAL or PANIC a server ended a session with, shaped as the driver shapes a server's errors. */
export class PgServerFatal extends Error {
  override readonly name = "PgServerFatal"
  readonly code: string
  readonly severity: string

  constructor({ message, severity, sqlState }: Omit<ServerWords, "routine">) {
    super(message)
    this.code = sqlState
    this.severity = severity
  }
}

interface NodeError extends Error {
  readonly code?: string
  readonly address?: string
  readonly port?: number
}

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is the server running, and is the port right?",
  ECONNRESET: "it hung up",
  ENOENT: "there is no such socket; is the server running?",
  EACCES: "this user may not open the socket",
  ENOTFOUND: "no such host is known; check its spelling",
  EAI_AGAIN: "the name server did not answer",
  ETIMEDOUT: "it did not answer; a firewall may swallow the packets",
  EHOSTUNREACH: "there is no way to it from here",
  ENETUNREACH: "there is no way to it from here",
  CERT_HAS_EXPIRED: "renew the server's certificate",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate signs itself; give its authority's with sslrootcert=FILE",
  SELF_SIGNED_CERT_IN_CHAIN: "its authority is not known here; give the authority's with sslrootcert=FILE",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its authority is not known here; give the authority's with sslrootcert=FILE",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its authority is not known here; give the authority's with sslrootcert=FILE",
  ERR_TLS_CERT_ALTNAME_INVALID: "connect by a name that the certificate has, or use sslmode=verify-ca"
}

const hint = (code: string): string => {
  const text = hints[code]
  return text === undefined ? "" : ` (${text})`
}

const codeOf = ({ code, name }: NodeError): string => code ?? name

/** Node tries each address of a name, and then fails with an error that has no text and holds the others. */
const attemptsOf = (cause: NodeError): ReadonlyArray<NodeError> =>
  cause instanceof AggregateError ? cause.errors.filter((error) => error instanceof Error) : [cause]

/** The error of a connection that was never made. */
export const unreachable = (where: string, cause: NodeError): PgSocketError => {
  const attempts = attemptsOf(cause)
  const first = attempts[0] ?? cause
  const code = cause.code ?? codeOf(first)
  const reasons =
    attempts.length > 1
      ? attempts.map((attempt) => `${codeOf(attempt)} at ${attempt.address ?? "an address"}`).join(", ")
      : code
  const message = `cannot connect to ${where}: ${reasons}${hint(code)}`
  return new PgSocketError("connect", code, message, {
    address: first.address,
    port: first.port,
    place: where
  })
}

/** The error of a connection whose encryption came to nothing. */
export const unverified = (where: string, cause: NodeError): PgSocketError => {
  const code = codeOf(cause)
  // A server that goes away during the handshake says nothing about its certificate.
  const stage = code === "ECONNRESET" || code === "EPIPE" || code === "ETIMEDOUT" ? "connect" : "tls"
  const message = `no TLS connection to ${where}: ${code}: ${cause.message}${hint(code)}`
  return new PgSocketError(stage, code, message, { place: where })
}

/** The error of a session whose connection broke. */
export const broken = (where: string, stage: SocketStage, cause: NodeError): PgSocketError =>
  new PgSocketError(stage, codeOf(cause), `the connection to ${where} broke: ${codeOf(cause)}`, {
    place: where
  })

/** The error of a connection on which came what cannot be read. */
export const unreadable = (where: string, stage: SocketStage): PgSocketError =>
  new PgSocketError(
    stage,
    "PROTOCOL_BROKEN",
    `the server at ${where} sent what is no message of Postgres' protocol`,
    { place: where }
  )

/** The error of a connection that the server closed and said nothing. */
export const closed = (where: string, stage: SocketStage): PgSocketError =>
  new PgSocketError(
    stage,
    "CONNECTION_CLOSED",
    `the server at ${where} closed the connection without a word`,
    {
      place: where
    }
  )
