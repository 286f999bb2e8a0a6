import { isIP } from "node:net"
import { Redacted, Result } from "effect"

/**
 * How the bytes travel: `disable` in the clear, `verify-ca` encrypted to a server whose certificate is signed
 * by a known root, `verify-full` to one whose certificate also names the host.
 */
export type TlsMode = "disable" | "verify-ca" | "verify-full"

/** Where a Postgres or a pooler is reached, and as whom. */
export interface PgEndpoint {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: Redacted.Redacted | undefined
  readonly tls: TlsMode
  /** Path of a PEM file with the root certificates to trust; Node's own when absent. */
  readonly rootCertificate: string | undefined
  readonly applicationName: string
  /** Settings for the session's start (`-c name=value`); poolers refuse or drop them. */
  readonly options: string | undefined
  /** The URL said `pgbouncer=true`: named prepared statements are out of the question. */
  readonly pgbouncer: boolean
}

/** Whether a connection to `host` cannot leave this machine: a loopback name or address, or a socket's folder. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host === "::1" ||
  host.startsWith("/") ||
  (isIP(host) === 4 && host.startsWith("127."))

/** Whether Supabase gave the host's name: a database's own, or its shared pooler's. */
export const isSupabase = (host: string): boolean => /\.supabase\.(co|com)$/i.test(host)

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** A URL may leave its host to the parameter `host`, as one does for a socket's folder; `new URL` wants one. */
const parse = (raw: string): Result.Result<URL, string> => {
  try {
    return Result.succeed(new URL(raw.replace(/^([a-z]+:\/\/[^@/?#]*@)(?=[/?])/i, "$1localhost")))
  } catch {
    return fail(
      "cannot be read as a URL; write postgresql://USER:PASSWORD@HOST:PORT/DATABASE and percent-encode the characters @ : / ? # % of user and password"
    )
  }
}

const decode = (text: string, part: string): Result.Result<string, string> => {
  try {
    return Result.succeed(decodeURIComponent(text))
  } catch {
    return fail(`has a % in its ${part} that starts no escape; write a literal % as %25`)
  }
}

const parameters = (url: URL): Result.Result<ReadonlyMap<string, string>, string> => {
  const found = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (found.has(name)) return fail(`gives the parameter ${name} twice; keep one`)
    found.set(name, value)
  }
  return Result.succeed(found)
}

const parsePort = (text: string): Result.Result<number, string> => {
  const port = text === "" ? 5432 : Number(text)
  return Number.isInteger(port) && port > 0 && port < 65536
    ? Result.succeed(port)
    : fail(`has the port "${text}"; a port is a whole number from 1 to 65535`)
}

const tlsMode = (host: string, sslmode: string | undefined): Result.Result<TlsMode, string> => {
  switch (sslmode) {
    case undefined:
      return Result.succeed(isLoopback(host) ? "disable" : "verify-full")
    case "disable":
      return Result.succeed("disable")
    case "verify-ca":
      return Result.succeed("verify-ca")
    case "require":
    case "verify-full":
      return Result.succeed("verify-full")
    case "allow":
    case "prefer":
      return isLoopback(host)
        ? Result.succeed("disable")
        : fail(
            `asks for sslmode=${sslmode}, which sends the password in the clear when TLS is refused; use sslmode=verify-full (with sslrootcert=FILE for a private authority)`
          )
    default:
      return fail(`has an unknown sslmode; use verify-full, verify-ca or disable`)
  }
}

/**
 * Reads a connection URL into an endpoint, or says in one sentence what is wrong with it.
 *
 * Parameters understood: `host`, `port`, `user`, `password`, `dbname`, `application_name`, `options`, `sslmode`
 * (`require` verifies like `verify-full`), `sslrootcert` and `pgbouncer`. Others belong to other clients that
 * read the same URL and are ignored. The problem never quotes the URL.
 */
export const fromString = (raw: string): Result.Result<PgEndpoint, string> =>
  Result.gen(function* () {
    const url = yield* parse(raw.trim())
    if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
      return yield* fail("is no postgresql:// URL")
    }
    const given = yield* parameters(url)
    const host = given.get("host") ?? (yield* decode(url.hostname.replace(/^\[(.*)\]$/, "$1"), "host"))
    if (host === "") return yield* fail("names no host")
    const username = given.get("user") ?? (yield* decode(url.username, "user"))
    if (username === "") return yield* fail("names no user")
    const password = given.get("password") ?? (yield* decode(url.password, "password"))
    const database = given.get("dbname") ?? (yield* decode(url.pathname.slice(1), "database"))
    if ([username, password, database].some((text) => text.includes("\0"))) {
      return yield* fail("contains a NUL character")
    }
    return {
      host,
      port: yield* parsePort(given.get("port") ?? url.port),
      database: database === "" ? username : database,
      username,
      password: password === "" ? undefined : Redacted.make(password),
      tls: yield* tlsMode(host, given.get("sslmode")),
      rootCertificate: given.get("sslrootcert"),
      applicationName: given.get("application_name") ?? "aquifer",
      options: given.get("options"),
      pgbouncer: given.get("pgbouncer") === "true"
    }
  })
