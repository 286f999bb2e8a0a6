import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import { broken, login, noDriver, refused, settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { noServer } from "./Tool.ts"

const history = of(
  "Rejected",
  "the migrations that the database has and those of this project differ, so nothing was applied",
  ["Fetch or restore the missing files; else supabase migration repair, once each one was looked at"],
  { statement: "did not run" }
)
const otherVersion = of(
  "Misconfigured",
  "the server's extension is older than the one that the database was made with",
  ["Use the server's image or package with the version that is activated, or a newer one"]
)
const retrying = of("Unavailable", "the tool could not open a connection and tries again by itself", [
  "Look whether the server is up and reached from here; the reason follows in the same message"
])

/** Tools that people look at a database with, and programs that bring their own access to it. */
export const dashboard: Voice = {
  source: "a tool",
  said: [
    [
      noServer,
      "connection to database %s failed: [%d] %s",
      "database is down: reconnecting in %d seconds%s",
      "Unable to connect to server: %s",
      "unable to connect to server: %s",
      "failed to connect to the metadata database%s",
      "Failed to connect to database: %s",
      "Unable to connect to Metabase %s DB",
      "Database is not healthy",
      "please inspect Grafana server log for details",
      "Could not establish database connection within the configured timeout%s",
      "Database error while listing schemas in database %s"
    ],
    [otherVersion, "activated, but the Postgres instance only has %s available"],
    [settings, "parsing database url failed", "load_config(): failed to read config"],
    [
      history,
      "Remote migration versions not found in local migrations directory",
      "Found local migration files to be inserted before the last migration on remote database"
    ],
    [retrying, "Got a retryable error when attempting to open a %s connection%s"],
    [broken, "Connection to the server has been lost"],
    [
      login,
      "Looks like the Password is incorrect. Make sure your credentials match%s",
      "Looks like the username or password is incorrect%s"
    ],
    [tooManyConnections.verdict, "postgres-max-connections-error"],
    [poolTimeout.verdict, "postgres-pool-timeout-error"],
    [
      noServer,
      '"code":"postgres-error"%s"message":"connection error"',
      "connection to database failed",
      "| failed | connection failed",
      "Metabase cannot initialize the application database%s"
    ],
    [refused, "postgres query error"],
    [noDriver, "The drivers required to connect to the data source are not installed"]
  ]
}
