import { Redacted, Result } from "effect"
import type { PgHost, TargetSessionAttrs } from "./UrlHosts.ts"
import * as UrlHosts from "./UrlHosts.ts"
import * as UrlParameters from "./UrlParameters.ts"
import * as UrlText from "./UrlText.ts"
import * as UrlTls from "./UrlTls.ts"

export { isLoopback, isSupabase } from "./HostName.ts"
export type { PgHost, TargetSessionAttrs } from "./UrlHosts.ts"
export type { TlsMode, TlsVersion } from "./UrlTls.ts"

/** Where a Postgres or a pooler is reached, and as whom. */
export interface PgEndpoint {
  /** The first host, and mostly the only one. */
  readonly host: string
  /** Of the first host; 5432 unless given. */
  readonly port: number
  /** All of them with the first, where there are several; a session is at one of them. */
  readonly hosts?: ReadonlyArray<PgHost> | undefined
  /** Which of them will do; any unless given. Each new session is asked what it is where it is not any. */
  readonly targetSessionAttrs?: TargetSessionAttrs | undefined
  /** Whether they are tried at random rather than in their order. */
  readonly loadBalanceHosts?: boolean | undefined
  /** The user's name unless given. */
  readonly database: string
  /** As whom sessions log in; at Supabase's shared pooler with the project behind a dot. */
  readonly username: string
  /** Absent where the server asks for none, or a client's certificate does. */
  readonly password: Redacted.Redacted | undefined
  /** `sslmode`; `verify-full` unless given, and `disable` on this machine. */
  readonly tls: UrlTls.TlsMode
  /** Path of a PEM file with the root certificates to trust, or `system` for the system's; Node's own when absent. */
  readonly rootCertificate: string | undefined
  /** The oldest version of TLS that is spoken; 1.2 unless given. */
  readonly minTlsVersion?: UrlTls.TlsVersion | undefined
  /** What the server shows the session by. */
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

const count = (name: string, text: string | undefined): Result.Result<number | undefined, string> => {
  if (text === undefined) return Result.succeed(undefined)
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  return number > 0 ? Result.succeed(number) : fail(`has a ${name} that is no whole number over 0`)
}

/** Whether a URL says that a pooler is there; what is neither yes nor no would be dropped without a word. */
const saysPooler = (text = "false"): Result.Result<boolean, string> =>
  text === "true" || text === "false"
    ? Result.succeed(text === "true")
    : fail(
        "has a pgbouncer that is neither true nor false; write pgbouncer=true for a pooler, or take it out"
      )

/** Who logs in, and where to, from the URL's parts or the parameters of the same meaning. */
const login = (text: UrlText.UrlText, asked: ReadonlyMap<string, string>) =>
  Result.gen(function* () {
    const username = asked.get("user") ?? text.username
    if (username === "")
      return yield* fail("names no user; write postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
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
 * Every host of an endpoint, in the order in which they are tried.
 *
 * **Example** (The names of all hosts)
 *
 * ```ts
 * import { PgUrl } from "aquifer"
 * import { Result } from "effect"
 *
 * const names = PgUrl.fromString("postgresql://app:secret@db1:5432,db2:5433/shop").pipe(
 *   Result.map((endpoint) => PgUrl.hostsOf(endpoint).map(({ host }) => host))
 * )
 * ```
 */
export const hostsOf = ({ host, hosts, port }: PgEndpoint): ReadonlyArray<PgHost> => hosts ?? [{ host, port }]

/** One host and its port as messages name it. */
export const placeOf = ({ host, port }: PgHost): string =>
  host.includes(":") && !host.startsWith("/") ? `[${host}]:${port}` : `${host}:${port}`

/** Where an endpoint is, as messages name it: `db1:5432`, and all of several with commas between. */
export const addressOf = (endpoint: PgEndpoint): string => hostsOf(endpoint).map(placeOf).join(",")

/**
 * Reads a connection URL into an endpoint, or says in one sentence what is wrong with it.
 *
 * A parameter that would change which server, schema, rights or security one gets is obeyed or refused by its name
 * (`UrlParameters` has them all); one that only tells another client how to work is kept in `idleParameters`, and one
 * that nobody knows is refused. `sslmode=require` verifies like `verify-full`. The problem never quotes what may be a
 * piece of a password.
 *
 * Several hosts stand in a list, as libpq has it: `h1:5432,[2001:db8::2]:5433`. A host without a port is at 5432; in
 * parameters (`host=h1,h2&port=5433`) one port is for all. They are tried in that order, or at random with
 * `load_balance_hosts=random`, and all addresses of a name with them; `target_session_attrs` says which of them will do.
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
    const hosts = yield* UrlHosts.read(asked.get("host") ?? text.host, asked.get("port") ?? text.port)
    const target = yield* UrlHosts.target(asked.get("target_session_attrs"))
    const random = yield* UrlHosts.atRandom(asked.get("load_balance_hosts"))
    const options = [...(asked.has("options") ? [asked.get("options")] : []), ...settings].join(" ")
    return {
      ...hosts[0],
      ...(hosts.length > 1 && { hosts }),
      ...(target !== "any" && { targetSessionAttrs: target }),
      ...(random && { loadBalanceHosts: random }),
      ...(yield* login(text, asked)),
      tls: yield* UrlTls.mode(hosts, asked),
      rootCertificate: asked.get("sslrootcert"),
      minTlsVersion: yield* UrlTls.minVersion(asked.get("ssl_min_protocol_version")),
      applicationName: asked.get("application_name") ?? asked.get("fallback_application_name") ?? "aquifer",
      options: options === "" ? undefined : options,
      pgbouncer: yield* saysPooler(asked.get("pgbouncer")),
      connectionLimit: yield* count("connection_limit", asked.get("connection_limit")),
      connectTimeout: yield* count("connect_timeout", asked.get("connect_timeout")),
      idleParameters: Object.keys(idle).length === 0 ? undefined : idle
    }
  })
