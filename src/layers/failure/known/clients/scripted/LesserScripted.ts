import {
  broken,
  busy,
  constraint,
  login,
  misused,
  notMigrated,
  stalled,
  unreachable,
  waited
} from "../../Outcome.ts"
import type { Voice } from "../../Said.ts"

/** What clients for Lua, R and Julia, and programs that stand on a client, say. */
export const lesserScripted: Voice = {
  source: "a client",
  said: [
    [
      login,
      "the database is requesting a password for authentication but you did not provide%s",
      "missing password, required for connect",
      "don't know how to auth: %s",
      "authentication exchange unsuccessful"
    ],
    [busy, "pgmoon: connection is busy"],
    [broken, "receive_message: failed to get type%s", "PostgreSQL connection socket was unexpectedly closed"],
    [
      unreachable,
      "Is the server running on host %s and accepting",
      "failed to retrieve PostgreSQL server_version_num%s"
    ],
    [stalled, "JLConnectionError: Connection process timed out"],
    [waited, "cannot allocate a new connection -- maximum of %d connections already opened"],
    [misused, "Query requires %d params; %d supplied", "Query needs to be bound before fetching"],
    [notMigrated, "Database needs bootstrapping or is older than Kong %s"],
    [constraint, "RECORD_NOT_UNIQUE", "Value for field %s in collection %s has to be unique"]
  ]
}
