import { PgConnection } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import type { EmbeddedPg } from "./EmbeddedPg.ts"

/** The database of a private pair, who owns it, and as whom programs work in it. */
export const database = "aquifer"
export const owner = "aquifer_owner"
export const runtime = "aquifer"

/** The passwords of both roles, new at every start. */
export interface Passwords {
  readonly owner: Redacted.Redacted
  readonly runtime: Redacted.Redacted
}

/** Role and database statements cannot take parameters; the names are constants and the passwords base64url. */
const roles = (passwords: Passwords): ReadonlyArray<string> => [
  `ALTER ROLE ${owner} LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD '${Redacted.value(passwords.owner)}'`,
  `GRANT pg_monitor, pg_signal_backend TO ${owner}`,
  `ALTER ROLE ${runtime} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${Redacted.value(passwords.runtime)}'`,
  `GRANT aquifer_app TO ${runtime}`,
  `GRANT aquifer_app TO ${owner} WITH ADMIN OPTION`
]

/** What the owner makes may be read and written by programs, unless a change says otherwise: a first table works at once. */
const ownTables: ReadonlyArray<string> = [
  "SELECT, INSERT, UPDATE, DELETE ON TABLES",
  "USAGE ON SEQUENCES"
].map(
  (granted) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA public GRANT ${granted} TO aquifer_app`
)

/** Makes the roles and the database where they are missing, and gives the roles these passwords. */
export const prepare = Effect.fnUntraced(function* (server: EmbeddedPg["Service"], passwords: Passwords) {
  const connection = yield* PgConnection.make({ url: server.url() })
  const exists = (query: string, name: string) =>
    Effect.map(connection.query(query, [name]), ({ rows }) => rows.length > 0)
  for (const role of ["aquifer_app", owner, runtime]) {
    if (!(yield* exists("SELECT FROM pg_roles WHERE rolname = $1", role))) {
      yield* connection.query(`CREATE ROLE ${role}`)
    }
  }
  for (const statement of roles(passwords)) yield* connection.query(statement)
  if (!(yield* exists("SELECT FROM pg_database WHERE datname = $1", database))) {
    yield* connection.query(`CREATE DATABASE ${database} OWNER ${owner}`)
  }
  yield* connection.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`)
  yield* connection.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO aquifer_app`)
  const inDatabase = yield* PgConnection.make({ url: server.url(database) })
  for (const statement of ownTables) yield* inDatabase.query(statement)
}, Effect.scoped)
