import { poolTimeout } from "../CommonIssue.ts"
import { tooSlow } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { badSettings, down, lost, refused, serverLogin, unknownPool } from "./Pooler.ts"

const shard = of(
  "Rejected",
  "PgCat could not tell which shard the statement is for, so it was not sent there",
  ["Name a shard that the pool has, or set the sharding key, before the statement"],
  { statement: "did not run" }
)

export const pgCat: Voice = {
  source: "PgCat",
  said: [
    [
      down,
      "could not get connection from the pool - AllServersDown",
      "AllServersDown",
      "error connecting to server %s, banning",
      "Banning instance %s, reason: %s",
      "Failed health check on instance %s",
      "Health check timeout on instance %s",
      "Pool down for database: %s",
      "Shard %s down or misconfigured%s",
      "Could not validate connection pool"
    ],
    [
      poolTimeout.verdict,
      "could not get connection from the pool - CheckoutTimeout",
      "could not get connection from the pool%s",
      "CheckoutTimeout",
      "Connection checkout error for instance %s error: TimedOut",
      "checkout failure limit reached%s",
      "Got Sync message but failed to get a connection from the pool"
    ],
    [unknownPool, "No pool configured for database: %s, user: %s", "Invalid pool name {%s"],
    [
      lost,
      "error messages from server: %s",
      "error receiving data from server%s",
      "Error reading message code from socket%s",
      "Error reading message len from socket%s",
      "Error reading message from socket%s",
      "Error writing to socket - Error: %s",
      "Error flushing socket - Error: %s",
      "Terminating server %s because of: %s"
    ],
    [tooSlow, "pool statement timeout", "Statement timeout while talking to %s with user %s"],
    [
      serverLogin,
      "Client auth not possible, no password is set in cleartext%s",
      "Auth passthrough (auth_query) failed and no user password is set in cleartext",
      "Could not obtain hash for %s Auth passthrough not enabled%s",
      "Error trying to obtain password from auth_query%s",
      "Obtained hash from auth_query does not seem to be in md5 format%s"
    ],
    [refused, "Invalid password %s, will try to refetch it%s"],
    [
      badSettings,
      "Config parse error: %s",
      "Could not parse config file: %s",
      "min_pool_size of %d cannot be larger than pool_size of %d",
      "has more than one primary configured",
      "contains duplicate server configs",
      "Query router default_role must be %s",
      "tls_certificate is set, but the tls_private_key is not"
    ],
    [shard, "shard %s is not configured %s, staying on shard %s", "multiple shards in query"]
  ]
}
