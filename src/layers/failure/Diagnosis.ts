import * as SqlState from "./known/SqlState.ts"
import { afterPanic, beforeSending, of, type Verdict } from "./known/Verdict.ts"
import type { Observation } from "./Observation.ts"
import * as Knowledge from "./reading/Knowledge.ts"
import * as Providers from "./reading/Providers.ts"

/** What the driver's own kinds of error amount to where neither a code nor a message is known. */
const kinds: Readonly<Partial<Record<Observation["kind"], string>>> = {
  AuthenticationError: "28000",
  AuthorizationError: "42501",
  ConnectionError: "08000",
  ConstraintError: "23000",
  DeadlockError: "40P01",
  LockTimeoutError: "55P03",
  SerializationError: "40001",
  SqlSyntaxError: "42601",
  StatementTimeoutError: "57014",
  UniqueViolation: "23505"
}

const unknown = of("Unclassified", "nobody here knows this error", [
  "Look into the server's log at this moment, and look whether the statement was done"
])

/**
 * An ERROR leaves the session alive and ends its transaction, so whatever else the code may mean, this statement was
 * undone. A refused login is then not ours, but one that the statement asked for (dblink, postgres_fdw).
 */
const afterError = (sqlState: string, verdict: Verdict): Verdict => {
  if (verdict.reason === "Misconfigured" || sqlState === "08P01") {
    return of("Rejected", verdict.meaning, verdict.remedies)
  }
  return verdict.reason === "Unclassified" ? { ...verdict, statement: "rolled back" } : verdict
}

const raised = SqlState.codes.get("P0001")

/** What RAISE sends has whatever code a function gives it: it ran, and its connection and login are well. */
const ofRaise = ({ routine, severity }: Observation, { statement }: Verdict): Verdict | undefined =>
  severity === "ERROR" && SqlState.raisedByUser.has(routine ?? "") && statement === "did not run"
    ? raised
    : undefined

const bySeverity = (verdict: Verdict, sqlState: string, severity: string | undefined): Verdict => {
  if (severity === "PANIC") return afterPanic(verdict)
  return severity === "ERROR" ? afterError(sqlState, verdict) : verdict
}

/** Up to 1.19 PgBouncer passes on in what words Postgres refused the login, but not with which code. */
const refused = of(
  "Unavailable",
  "the pooler refused the connection in words that are not its own: Postgres behind it is down, has no such database or refuses the pooler's login",
  [
    "Look into PgBouncer's log for the reason; from 1.20 on it passes on the code that tells them apart",
    "Check the database's name in DATABASE_POOL_URL"
  ],
  { retry: "slowly" }
)

const byCode = (sqlState: string, observation: Observation): Knowledge.Found => {
  const { routine, severity, stage, text } = observation
  // What Postgres says names a routine, what a pooler says does not.
  const pooler =
    routine === undefined
      ? (Knowledge.ofPgBouncer(text, sqlState, severity) ??
        Knowledge.ofSupavisor(text, sqlState) ??
        Providers.find(text))
      : undefined
  if (pooler !== undefined) return pooler
  const words = sqlState === "08P01" && routine === undefined && stage === "connecting"
  const verdict = words ? refused : (SqlState.verdictOf(sqlState, routine, text) ?? unknown)
  return {
    title: SqlState.title(sqlState),
    source: "Postgres",
    verdict: ofRaise(observation, verdict) ?? bySeverity(verdict, sqlState, severity)
  }
}

const withoutCode = ({ driverText, kind, systemCode, text }: Observation): Knowledge.Found => {
  const known =
    (systemCode === undefined ? undefined : Knowledge.ofSystem(systemCode)) ??
    Knowledge.ofDriver(driverText, text)
  if (known !== undefined) return known
  const sqlState = kinds[kind]
  return {
    title: kind,
    source: "the driver, @effect/sql-pg",
    verdict: (sqlState === undefined ? undefined : SqlState.verdictOf(sqlState)) ?? unknown
  }
}

/** Finds the row for what was observed, as it reads at the stage at which it was observed. */
export const diagnose = (observation: Observation): Knowledge.Found => {
  const { sqlState, stage } = observation
  const found = sqlState === undefined ? withoutCode(observation) : byCode(sqlState, observation)
  return stage === "running" ? found : { ...found, verdict: beforeSending(found.verdict, stage) }
}
