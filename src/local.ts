/**
 * Private servers for development and tests: Postgres with PgBouncer in front, started in a scope and stopped with it.
 *
 * @module
 */

export { EmbeddedPg, type EmbeddedPgOptions } from "./layers/local/EmbeddedPg.ts"
/** A private Postgres with PgBouncer in front of it. */
export * as LocalPair from "./layers/local/LocalPair.ts"
export { LocalPgBouncer, type LocalPgBouncerOptions } from "./layers/local/LocalPgBouncer.ts"
export { PgBouncerNotFound } from "./layers/local/pgbouncer/PgBouncerBinary.ts"
export type {
  PgBouncerAlias,
  PgBouncerSettings,
  PgBouncerUser
} from "./layers/local/pgbouncer/PgBouncerConfig.ts"
export { type LocalServer, LocalServerError } from "./layers/local/process/LocalServerError.ts"
export { StandbyPg, type StandbyPgOptions } from "./layers/local/StandbyPg.ts"
