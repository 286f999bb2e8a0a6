/**
 * Whether a program is alive and ready, as values and as routes of `effect/http`, which nothing else here loads; and what
 * HTTP is told of failures.
 *
 * @module
 */

/** What HTTP is told of a failure of the database. */
export * as HttpFailure from "./services/health/HttpFailure.ts"
export {
  type HealthPaths,
  Liveness,
  PgHealth,
  type PgHealthOptions,
  Readiness
} from "./services/health/PgHealth.ts"
