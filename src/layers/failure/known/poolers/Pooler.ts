import { of } from "../Verdict.ts"

/** What poolers have in common to say; their tables use these. */

const verifyFirst = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]

export const down = of("Unavailable", "the pooler has no server that it could send this to", [
  "Look whether Postgres behind the pooler runs and its health checks pass; then try again"
])

export const unknownPool = of("Misconfigured", "the pooler has no pool for this database and user", [
  "Compare database and user of the URL with the pooler's configuration"
])

export const lost = of(
  "OutcomeUnknown",
  "the pooler lost its server while a statement may have been running",
  verifyFirst
)

/** The pooler ended a connection that nobody was using. */
export const idled = of(
  "Unavailable",
  "the pooler ended a connection that had idled; nothing was running on it",
  ["Take a new connection; close idle ones earlier than the pooler does (POOL_IDLE_TIMEOUT)"]
)

/** The pooler itself stops, is reloaded, or is told to end connections. */
export const ending = of(
  "OutcomeUnknown",
  "the pooler is shutting down or was told to end this connection; a statement may have been running",
  ["Take a new connection: another process may have taken over the port", ...verifyFirst]
)

export const shutting = of("Unavailable", "the pooler is shutting down and takes no new work", [
  "Try again: another process may take over its port"
])

export const refused = of("Misconfigured", "the pooler does not let this user in", [
  "Compare user, password and address with the pooler's users and its host based rules"
])

export const badSettings = of("Misconfigured", "the pooler's own configuration is not valid", [
  "Correct what it names in its configuration file, then reload or start it"
])

/** The pooler speaks to the two sides in forms of login that do not fit. */
export const serverLogin = of("Misconfigured", "the pooler could not log in to Postgres for this client", [
  "Give the pooler this user's password in a form that Postgres asks for (plain, MD5, SCRAM)",
  "Compare its users with pg_hba.conf and password_encryption of each server"
])
