import { Effect, Redacted } from "effect"
import { isLoopback } from "../../config/PgUrl.ts"
import { host } from "../process/LocalPort.ts"
import { LocalServerError } from "../process/LocalServerError.ts"

/** A user that PgBouncer lets in and logs in to Postgres as. */
export interface PgBouncerUser {
  /** A role of Postgres, which PgBouncer logs in as for it. */
  readonly name: string
  /** For PgBouncer and for Postgres behind it; it is written to a file that only this user reads. */
  readonly password: Redacted.Redacted
}

/** Settings of pgbouncer.ini by their names, such as `{ query_wait_timeout: 5 }`. */
export type PgBouncerSettings = Readonly<Record<string, string | number>>

/** One more name for a database, with server connections of its own. */
export interface PgBouncerAlias {
  /** What clients call it. */
  readonly name: string
  /** The database that it leads to. */
  readonly database: string
  /** Server connections for each user. */
  readonly poolSize: number
}

export interface PgBouncerConfig {
  readonly upstream: { readonly host: string; readonly port: number }
  readonly port: number
  readonly poolSize: number
  readonly admin: string
  readonly authFile: string
  readonly aliases: ReadonlyArray<PgBouncerAlias>
  readonly settings: PgBouncerSettings
}

/** What keeps PgBouncer private, and ours; settings cannot change it. */
const fixed = ({
  admin,
  authFile,
  port
}: Pick<PgBouncerConfig, "admin" | "authFile" | "port">): PgBouncerSettings => ({
  listen_addr: host,
  listen_port: port,
  unix_socket_dir: "",
  auth_type: "scram-sha-256",
  auth_file: authFile,
  admin_users: admin
})

/**
 * PgBouncer's own defaults suit a service that runs for months: it waits 15 s to log in again and 120 s for a server
 * connection. To another machine it speaks TLS to a server that proves its name; name its authority's file with the
 * setting server_tls_ca_file.
 */
const defaults = ({ poolSize, upstream }: PgBouncerConfig): PgBouncerSettings => ({
  pool_mode: "transaction",
  default_pool_size: poolSize,
  max_client_conn: 1000,
  server_login_retry: 1,
  query_wait_timeout: 15,
  server_tls_sslmode: isLoopback(upstream.host) ? "disable" : "verify-full"
})

/** The text of pgbouncer.ini: any database of the upstream, under its own name and its aliases. */
export const ini = (config: PgBouncerConfig): string => {
  const settings = { ...defaults(config), ...config.settings, ...fixed(config) }
  const upstream = `host=${config.upstream.host} port=${config.upstream.port}`
  return [
    "[databases]",
    ...config.aliases.map(
      ({ database, name, poolSize }) => `${name} = ${upstream} dbname=${database} pool_size=${poolSize}`
    ),
    `* = ${upstream}`,
    "[pgbouncer]",
    ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
    ""
  ].join("\n")
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** The text of the auth_file. Passwords are in it as they are: only so can PgBouncer itself log in by SCRAM. */
export const userList = (users: ReadonlyArray<PgBouncerUser>): string =>
  users.map(({ name, password }) => `${quote(name)} ${quote(Redacted.value(password))}\n`).join("")

const isPlain = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

type Given = Pick<PgBouncerConfig, "aliases" | "settings"> & {
  readonly upstream: { readonly host: string }
  readonly users: ReadonlyArray<PgBouncerUser>
}

const problem = ({ aliases, settings, upstream: { host: upstream }, users }: Given): string | undefined => {
  if (/[\s'";=\0]/.test(upstream)) {
    return "The host of the upstream cannot be given to PgBouncer: it has characters that end it in its file"
  }
  const odd = aliases.find(({ database, name }) => !isPlain(name) || !isPlain(database))
  if (odd !== undefined) {
    return `The alias ${JSON.stringify(odd.name)} of ${JSON.stringify(odd.database)} cannot be given to PgBouncer: the names of both are of letters, digits and _ here`
  }
  const names = fixed({ admin: "", authFile: "", port: 0 })
  const refused = Object.keys(settings).find((name) => name in names)
  if (refused !== undefined) {
    return `The setting ${refused} of the private PgBouncer is not to be chosen: it listens on ${host} alone, wants SCRAM and has its users from the options users and adminUser; for its port there is the option port`
  }
  const unquotable = users.find(({ name, password }) => /[\0\r\n]/.test(name + Redacted.value(password)))
  if (unquotable !== undefined) {
    return `The user ${JSON.stringify(unquotable.name)} cannot be given to PgBouncer: its name or its password has a line break or a NUL character, for which its files have no way`
  }
  const broken = Object.entries(settings).find(([name, value]) => /[\0\r\n]/.test(name + value))
  return broken === undefined
    ? undefined
    : `The setting ${JSON.stringify(broken[0])} of PgBouncer has a line break`
}

/** Refuses what cannot be written into PgBouncer's files, or would undo what keeps it private. */
export const check = (given: Given): Effect.Effect<void, LocalServerError> => {
  const message = problem(given)
  return message === undefined
    ? Effect.void
    : Effect.fail(new LocalServerError({ server: "pgbouncer", message }))
}
