import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import { tlsWanted } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { badSettings, down, ending, idled, lost, refused, unknownPool } from "./Pooler.ts"

const idleInTransaction = of(
  "Unavailable",
  "Odyssey ended a connection that idled in a transaction; what had been done in it was rolled back",
  ["Await nothing but SQL inside a transaction; raise idle_in_transaction_timeout if it has to be"],
  { statement: "rolled back", retry: "transaction" }
)
const behind = of(
  "Unavailable",
  "the standby behind Odyssey is too far behind its primary, so it was not used",
  ["Try again, or read from the primary; find out why the standby lags"]
)

export const odyssey: Voice = {
  source: "Odyssey",
  said: [
    [
      tooManyConnections.verdict,
      "too many tcp connections (global client_max %d)",
      "too many client tcp connections%s",
      "too many connections (global client_max %d)",
      "too many active clients for user%s",
      "client_max limit reached%s"
    ],
    [
      down,
      "failed to get remote server connection",
      "failed to connect to remote server %s",
      "can't connect to remote server",
      "can't find suitable host for tsa %s",
      "odyssey: %s failed to connect to %s",
      "failed to connect to %s, errno=%d, (%s",
      "server fd poll failed, errno=%s"
    ],
    [
      lost,
      "client disconnected (read/write error%s",
      "remote server read/write error %s",
      "remote server read/write error%s",
      "remote server %s: readahead buffer full%s",
      "receive msg failed, closing backend connection",
      "unexpected error status OD_%s",
      "(reset) not synchronized, closing",
      "Connection was dropped by unexpected reason"
    ],
    [
      ending,
      "Connection was killed by Odyssey configuration reloading or console command",
      "The Odyssey instance is performing online restart%s",
      "The Odyssey instance is gracefully shutting down%s"
    ],
    [idled, "Connection was dropped by Odyssey due to idle timeout"],
    [idleInTransaction, "Connection was dropped by Odyssey due to idle in transaction timeout"],
    [
      unknownPool,
      "route for %s is not found",
      "db/user route is not found%s",
      "user blocked%s",
      "client routing failed"
    ],
    [poolTimeout.verdict, "pool is full%s", "odyssey: %s connection pool timeout%s"],
    [
      refused,
      "host based authentication rejected",
      "odyssey: %s: incorrect password",
      "odyssey: %s: incorrect user",
      "frontend auth: %s",
      "external authentication failed for user %s",
      "failed to make auth query"
    ],
    [tlsWanted, "odyssey: %s: SSL is required", "odyssey: %s TLS connection required"],
    [behind, "replication lag of the node you are trying to connect is too big, connection rejected"],
    [badSettings, "odyssey: rules validate%s", "bad console command"]
  ]
}
