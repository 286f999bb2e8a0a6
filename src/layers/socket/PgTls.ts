import { isIP, type Socket } from "node:net"
import { type ConnectionOptions, connect, createSecureContext, type TLSSocket } from "node:tls"
import { type Config, Effect } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { closed, PgSocketError, unverified } from "./PgSocketError.ts"
import * as TrustedRoots from "./TrustedRoots.ts"
import { readWords } from "./wire/FatalTap.ts"

/** Asks a Postgres or a pooler to go on in TLS; it answers with one byte. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const yes = 0x53
const no = 0x4e
const error = 0x45
/** An error in answer to the request comes from nobody we know yet, so no more than this of it is believed. */
const longestRefusal = 1024

/**
 * How connections to an endpoint are encrypted and whom they trust; undefined when they are not encrypted.
 *
 * The root certificates are read here, once. A Unix socket has no wire to encrypt, so TLS is never asked of it.
 */
export const read = Effect.fnUntraced(function* (
  endpoint: PgEndpoint
): Effect.fn.Return<ConnectionOptions | undefined, Config.ConfigError> {
  const { host, minTlsVersion, tls } = endpoint
  if (tls === "disable" || host.startsWith("/")) return undefined
  const ca = yield* TrustedRoots.of(endpoint)
  return {
    host,
    secureContext: createSecureContext({
      ...(ca !== undefined && { ca }),
      ...(minTlsVersion !== undefined && { minVersion: minTlsVersion })
    }),
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn off what is left to the default.
    rejectUnauthorized: true,
    ...(isIP(host) === 0 ? { servername: host } : undefined),
    ...(tls === "verify-ca" ? { checkServerIdentity: () => undefined } : undefined)
  }
})

/** The text of an error sent in answer to the request; undefined while more of it may come. */
const refusalText = (bytes: Buffer): string | undefined => {
  if (bytes.length < 5) return undefined
  const length = bytes.readInt32BE(1)
  // A server that cannot even fork answers as in 1998: a letter, a text, a NUL, and no length.
  const isMessage = length >= 4 && length <= longestRefusal
  const end = isMessage ? 1 + length : bytes.indexOf(0, 1)
  if (end < 0 || end > bytes.length) return bytes.length > longestRefusal ? "" : undefined
  const text = isMessage ? readWords(bytes, 5, end).message : bytes.toString("utf8", 1, end)
  // oxlint-disable-next-line no-control-regex -- a stranger's text must not drive the terminal that shows it
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim()
}

/** What the answer means: encryption may start, more bytes are needed, or why not. */
const judge = (answer: Buffer, where: string): "encrypt" | "more" | PgSocketError => {
  const refused = (code: string, message: string) =>
    new PgSocketError("tls", code, `no TLS connection to ${where}: ${message}`, { place: where })
  switch (answer[0]) {
    case yes:
      return answer.length === 1
        ? "encrypt"
        : refused(
            "TLS_NOT_POSTGRES",
            "bytes came in the clear before the handshake; somebody may be tampering with the connection"
          )
    case no:
      return refused(
        "TLS_REFUSED",
        "the server does not offer it; switch TLS on there, or write sslmode=disable if the way to it is safe"
      )
    case error: {
      const text = refusalText(answer)
      if (text === undefined) return "more"
      return new PgSocketError(
        "connect",
        "TLS_REFUSED",
        `no TLS connection to ${where}: the server answered with the error "${text}"`,
        { place: where }
      )
    }
    default:
      return refused("TLS_NOT_POSTGRES", "what listens there is neither Postgres nor a pooler")
  }
}

interface Outcome {
  readonly ready: (socket: TLSSocket) => void
  readonly failed: (error: PgSocketError) => void
  readonly onData: (bytes: Buffer) => void
}

/** Waits for what is expected of a socket, or for its end, whichever comes first. */
const first = (socket: Socket, where: string, { failed }: Pick<Outcome, "failed">) => {
  const stop = () => {
    socket.off("error", onError).off("close", onClose)
    // A socket that nobody listens to any more must not take the process down with it.
    socket.on("error", () => undefined)
  }
  const onError = (cause: Error) => {
    stop()
    failed(unverified(where, cause))
  }
  const onClose = () => {
    stop()
    failed(closed(where, "connect"))
  }
  socket.on("error", onError).on("close", onClose)
  return stop
}

const handshake = (raw: Socket, options: ConnectionOptions, where: string, outcome: Outcome): void => {
  const socket = connect({ ...options, socket: raw })
  const stop = first(socket, where, outcome)
  socket.once("secureConnect", () => {
    stop()
    socket.on("data", outcome.onData)
    outcome.ready(socket)
  })
}

/**
 * Encrypts a connection that was just made: asks for TLS, and verifies whom it got.
 *
 * Until `ready` is called, not a byte has been sent but the request and the handshake itself.
 */
export const encrypt = (raw: Socket, options: ConnectionOptions, where: string, outcome: Outcome): void => {
  let answer = Buffer.alloc(0)
  const stop = first(raw, where, outcome)
  const onData = (chunk: Buffer) => {
    answer = Buffer.concat([answer, chunk])
    const verdict = judge(answer, where)
    if (verdict === "more") return
    stop()
    raw.off("data", onData)
    if (verdict === "encrypt") handshake(raw, options, where, outcome)
    else outcome.failed(verdict)
  }
  raw.on("data", onData)
  raw.write(sslRequest)
}
