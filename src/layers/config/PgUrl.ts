import { Redacted, Result } from "effect"
import * as UrlParameters from "./UrlParameters.ts"
import * as UrlText from "./UrlText.ts"
import * as UrlTls from "./UrlTls.ts"

export { isLoopback, isSupabase } from "./HostName.ts"

/** Where a Postgres or a pooler is reached, and as whom. */
export interface PgEndpoint {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: Redacted.Redacted | undefined
  readonly tls: UrlTls.TlsMode
  /** Path of a PEM file with the root certificates to trust, or `system` for the system's; Node's own when absent. */
  readonly rootCertificate: string | undefined
  /** The oldest version of TLS that is spoken; 1.2 unless given. */
  readonly minTlsVersion?: UrlTls.TlsVersion | undefined
  readonly applicationName: string
  /** Settings for the session's start (`-c name=value`); poolers refuse or drop them. */
  readonly options: string | undefined
  /** The URL said `pgbouncer=true`: named prepared statements are out of the question. */
  readonly pgbouncer: boolean
  /** The most connections that a pool may open there, whatever its size. */
  readonly connectionLimit?: number | undefined
  /** Seconds that connecting and logging in may take; 5 unless given. */
  readonly connectTimeout?: number | undefined
  /** Parameters of the URL that ask for nothing here, since other clients read it too. */
  readonly idleParameters?: Readonly<Record<string, string>> | undefined
}

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** The port is not repeated: where a password is not encoded, it is a piece of that. */
const parsePort = (text: string): Result.Result<number, string> => {
  if (text === "") return Result.succeed(5432)
  const port = /^\d+$/.test(text) ? Number(text) : 0
  return port > 0 && port < 65_536
    ? Result.succeed(port)
    : fail(
        "has a port that is no whole number from 1 to 65,535; if a password stands there, percent-encode its @ : / ? # %"
      )
}

const count = (name: string, text: string | undefined): Result.Result<number | undefined, string> => {
  if (text === undefined) return Result.succeed(undefined)
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return number > 0 ? Result.succeed(number) : fail(`has a ${name} that is no whole number over 0`)
}

const host = (text: string): Result.Result<string, string> => {
  if (text === "") return fail("names no host")
  if (text.includes(",")) return fail(UrlText.severalHosts)
  // A folder may have any name; a host has none of what a password has that is not encoded.
  return text.startsWith("/") || /^[\p{L}\p{M}\p{N}._:%-]+$/u.test(text)
    ? Result.succeed(text)
    : fail("has a host with characters that no host has; percent-encode the @ : / ? # % of user and password")
}

/** Who logs in, and where to, from the URL's parts or the parameters of the same meaning. */
const login = (text: UrlText.UrlText, asked: ReadonlyMap<string, string>) =>
  Result.gen(function* () {
    const username = asked.get("user") ?? text.username
    if (username === "") return yield* fail("names no user")
    const password = asked.get("password") ?? text.password
    const database = asked.get("dbname") ?? text.database
    if ([username, password, database].some((part) => part.includes("\0"))) {
      return yield* fail("contains a NUL character")
    }
    return {
      username,
      password: password === "" ? undefined : Redacted.make(password),
      database: database === "" ? username : database
    }
  })

/**
 * Reads a connection URL into an endpoint, or says in one sentence what is wrong with it.
 *
 * A parameter that would change which server, schema, rights or security one gets is obeyed or refused by its name
 * (`UrlParameters` has them all); one that only tells another client how to work is kept in `idleParameters`, and one
 * that nobody knows is refused. `sslmode=require` verifies like `verify-full`. The problem never quotes what may be a
 * piece of a password.
 *
 * **Example** (An endpoint, or what is wrong with the URL)
 *
 * ```ts
 * import { PgUrl } from "aquifer"
 * import { Result } from "effect"
 *
 * const endpoint = PgUrl.fromString("postgresql://app:secret@db.example.com:6543/shop?pgbouncer=true")
 *
 * const said = Result.match(endpoint, {
 *   onFailure: (problem) => `the URL ${problem}`,
 *   onSuccess: ({ host, port }) => `${host}:${port}`
 * })
 * ```
 */
export const fromString = (raw: string): Result.Result<PgEndpoint, string> =>
  Result.gen(function* () {
    const text = yield* UrlText.read(raw)
    const { idle, read: asked, settings } = yield* UrlParameters.sorted(text.parameters)
    const at = yield* host(asked.get("host") ?? text.host)
    const options = [...(asked.has("options") ? [asked.get("options")] : []), ...settings].join(" ")
    return {
      host: at,
      port: yield* parsePort(asked.get("port") ?? text.port),
      ...(yield* login(text, asked)),
      tls: yield* UrlTls.mode(at, asked),
      rootCertificate: asked.get("sslrootcert"),
      minTlsVersion: yield* UrlTls.minVersion(asked.get("ssl_min_protocol_version")),
      applicationName: asked.get("application_name") ?? asked.get("fallback_application_name") ?? "aquifer",
      options: options === "" ? undefined : options,
      pgbouncer: asked.get("pgbouncer") === "true",
      connectionLimit: yield* count("connection_limit", asked.get("connection_limit")),
      connectTimeout: yield* count("connect_timeout", asked.get("connect_timeout")),
      idleParameters: Object.keys(idle).length === 0 ? undefined : idle
    }
  })
