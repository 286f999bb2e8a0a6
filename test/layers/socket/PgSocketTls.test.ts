import { inspect } from "node:util"
import { afterEach, describe, expect, it, vi } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import type { PgEndpoint } from "../../../src/layers/config/PgUrl.ts"
import { PgSockets } from "../../../src/layers/socket/PgSockets.ts"
import * as frames from "../../support/frames.ts"
import { certificateFile, type Script, scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, makeSockets, said, secret } from "../../support/sessions.ts"

const verified: Partial<PgEndpoint> = {
  host: "localhost",
  tls: "verify-full",
  rootCertificate: certificateFile("authority.crt")
}

const encrypted = (certificate: string): Script => ({ ssl: { answer: "S", certificate } })

const answered = (...answer: ReadonlyArray<string | Buffer>): Script => ({
  ssl: { answer: Buffer.concat(answer.map((part) => Buffer.from(part))) }
})

const outOfMemory = frames.error({ S: "FATAL", V: "FATAL", C: "53200", M: "out of memory" })

interface Untrusted {
  readonly server: string
  readonly script: Script
  readonly endpoint?: Partial<PgEndpoint>
  readonly code: string
  readonly message: RegExp
}

const untrusted: ReadonlyArray<Untrusted> = [
  {
    server: "whose certificate signs itself",
    script: encrypted("selfSigned.crt"),
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    message: /sslrootcert=FILE/
  },
  {
    server: "whose certificate signs itself, and verify-ca",
    script: encrypted("selfSigned.crt"),
    endpoint: { tls: "verify-ca" },
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    message: /sslrootcert=FILE/
  },
  {
    server: "whose authority nobody named",
    script: encrypted("server.crt"),
    endpoint: { rootCertificate: undefined },
    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    message: /its authority is not known here/
  },
  {
    server: "whose authority the system does not know, though the system's are asked for",
    script: encrypted("server.crt"),
    endpoint: { rootCertificate: "system" },
    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    message: /its authority is not known here/
  },
  {
    server: "whose certificate has expired",
    script: encrypted("expired.crt"),
    code: "CERT_HAS_EXPIRED",
    message: /renew the server's certificate/
  },
  {
    server: "whose certificate names another host",
    script: encrypted("wrongHost.crt"),
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    message: /DNS:db\.example/
  },
  {
    server: "whose certificate names another address",
    script: encrypted("wrongHost.crt"),
    endpoint: { host: "127.0.0.1" },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    message: /IP: 127\.0\.0\.1 is not in the cert's list/
  },
  {
    server: "that does not offer TLS",
    script: answered("N"),
    code: "TLS_REFUSED",
    message: /switch TLS on there, or write sslmode=disable/
  },
  {
    server: "that answers with noise",
    script: answered("HTTP/1.1 400 Bad Request\r\n"),
    code: "TLS_NOT_POSTGRES",
    message: /neither Postgres nor a pooler/
  },
  {
    server: "that sends bytes in the clear ahead of the handshake",
    script: answered("S", frames.login(1)),
    code: "TLS_NOT_POSTGRES",
    message: /tampering/
  },
  {
    server: "that answers with an error",
    script: answered(outOfMemory),
    code: "TLS_REFUSED",
    message: /answered with the error "out of memory"$/
  },
  {
    server: "that answers with an error as of old, and control characters in it",
    script: answered("Ecould not fork new process for connection:\u001b[31m\n\0"),
    code: "TLS_REFUSED",
    message: /answered with the error "could not fork new process for connection: \[31m"$/
  }
]

afterEach(() => {
  vi.unstubAllEnvs()
})

describe("an encrypted connection", () => {
  it.effect.each(untrusted)("sends nothing to a server $server", ({ code, endpoint, message, script }) =>
    Effect.gen(function* () {
      // What the environment can switch off must not be what this rests on.
      vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0")
      const server = yield* scriptedServer(script)
      const { session, sockets } = yield* makeSockets(endpointAt(server.port, { ...verified, ...endpoint }))
      const error = yield* Effect.flip(session())
      expect(said(error)).toMatchObject({ code, message: expect.stringMatching(message) })
      expect(said(error).message).toContain(`:${server.port}`)
      const connection = yield* server.next
      yield* connection.closed
      expect(connection.received).toEqual(["ssl"])
      expect(connection.bytes()).toBe(0)
      expect(sockets).toMatchObject({ open: 0, failed: 1, bytesSent: 0 })
      expect(inspect(error, { depth: 10 })).not.toContain(secret)
    })
  )

  it.effect("says so when the server hangs up instead of answering", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ ssl: { answer: "" } })
      const { session } = yield* makeSockets(endpointAt(server.port, verified))
      const attempt = yield* Effect.forkChild(Effect.flip(session()), { startImmediately: true })
      const connection = yield* server.next
      connection.socket().end()
      expect(said(yield* Fiber.join(attempt))).toMatchObject({ code: "CONNECTION_CLOSED" })
    })
  )

  for (const { endpoint, name, ...script } of [
    { name: "localhost", endpoint: {}, certificate: "server.crt", serverName: "localhost" },
    { name: "an address", endpoint: { host: "127.0.0.1" }, certificate: "server.crt", serverName: undefined },
    {
      name: "any name under verify-ca",
      endpoint: { tls: "verify-ca" as const },
      certificate: "wrongHost.crt",
      serverName: "localhost"
    }
  ]) {
    it.effect(`reaches a verified server by ${name}, and carries statements, errors and goodbyes`, () =>
      Effect.gen(function* () {
        let killing = false
        const server = yield* scriptedServer({
          ...encrypted(script.certificate),
          onSync: ({ send }) =>
            killing
              ? send(frames.terminated)
              : send(frames.rowsFollow, frames.row("x".repeat(50_000)), frames.complete)
        })
        const { sockets, session } = yield* makeSockets(endpointAt(server.port, { ...verified, ...endpoint }))
        const { query } = yield* session({ prepare: false })
        const connection = yield* server.next
        expect(connection.serverName()).toBe(script.serverName)
        expect((yield* query("SELECT 1")).rows).toEqual([{ text: "x".repeat(50_000) }])
        expect(sockets.bytesSent).toBe(connection.bytes())
        yield* Effect.scoped(session())
        const second = yield* server.next
        yield* second.closed
        expect(second.received).toEqual(["ssl", "startup", "X"])
        killing = true
        expect(said(yield* Effect.flip(query("SELECT 1")))).toMatchObject({ code: "57P01" })
      })
    )
  }

  it.effect("carries a password that a verified server asks for in the clear", () =>
    Effect.gen(function* () {
      const passwords: Array<string> = []
      const server = yield* scriptedServer({
        ...encrypted("server.crt"),
        onStartup: ({ send }) => send(frames.authentication(3)),
        onPassword: ({ pid, send }, password) => {
          passwords.push(password)
          send(frames.login(pid))
        }
      })
      const { session } = yield* makeSockets(endpointAt(server.port, verified))
      yield* session()
      expect(passwords).toEqual([`${secret}\0`])
    })
  )

  it.effect("carries a cancel request, whose secret is not for others to read", () =>
    Effect.gen(function* () {
      const cancelled = frames.error({ S: "ERROR", V: "ERROR", C: "57014", M: "canceling statement" })
      const server = yield* scriptedServer({
        ...encrypted("server.crt"),
        onCancel: ({ socket }) => {
          socket().end()
          server.connections[0]?.send(cancelled, frames.ready)
        }
      })
      const { session } = yield* makeSockets(endpointAt(server.port, verified))
      const { query } = yield* session()
      const running = yield* Effect.forkChild(query("SELECT 1"), { startImmediately: true })
      yield* server.next
      yield* Fiber.interrupt(running)
      const cancel = yield* server.next
      yield* cancel.closed
      expect(cancel.received).toEqual(["ssl", "cancel"])
      expect(cancel.serverName()).toBe("localhost")
    })
  )

  it.effect("asks nothing of a Unix socket, which has no wire", () =>
    Effect.gen(function* () {
      const sockets = yield* PgSockets.make(
        endpointAt(5432, { host: "/run/postgresql", tls: "verify-full", rootCertificate: "/nonexistent" })
      )
      expect(sockets.open).toBe(0)
    })
  )
})

describe("a root certificate", () => {
  it.effect.each([
    { file: "/nonexistent/root.crt", message: /root\.crt, which cannot be read \(ENOENT\)/ },
    { file: certificateFile("make.sh"), message: /make\.sh, which holds no certificate; .* PEM/ }
  ])("that is none is refused before anything connects: $file", ({ file, message }) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(PgSockets.make(endpointAt(1, { ...verified, rootCertificate: file })))
      expect(error._tag).toBe("ConfigError")
      expect(error.message).toMatch(message)
    })
  )
})
