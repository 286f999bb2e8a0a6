// Whether a program is alive and ready, as values and as routes of `effect/http`, which nothing else here loads; and what
// HTTP is told of failures.
export * as HttpFailure from "./services/health/HttpFailure.ts"
export {
  type HealthPaths,
  Liveness,
  PgHealth,
  type PgHealthOptions,
  Readiness
} from "./services/health/PgHealth.ts"
