// Whether a program is alive and ready, as values and as routes of `effect/http`, which nothing else here loads.
export {
  type HealthPaths,
  Liveness,
  PgHealth,
  type PgHealthOptions,
  Readiness
} from "./services/health/PgHealth.ts"
