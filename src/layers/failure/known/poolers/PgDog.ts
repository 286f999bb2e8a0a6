import { poolTimeout } from "../CommonIssue.ts"
import { misused, tlsWanted } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { badSettings, down, idled, lost, shutting } from "./Pooler.ts"

const shard = of(
  "Rejected",
  "PgDog could not send the statement to one shard, or does not do this across shards",
  [
    "Filter by the sharding key, or name the shard; see cross_shard_disabled and the sharded tables of pgdog.toml"
  ],
  { statement: "did not run" }
)
const login = of("Misconfigured", "PgDog knows no such user and database with this password", [
  "Compare the URL with users.toml and pgdog.toml: each user is listed for each database"
])
const statement = of("SessionStateRequired", "the pooler is in statement mode, which has no transactions", [
  'Set pooler_mode = "transaction" for this database or user'
])
const outOfStep = of("OutcomeUnknown", "PgDog and the server lost step, so the connection was closed", [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
])

export const pgDog: Voice = {
  source: "PgDog",
  said: [
    [
      poolTimeout.verdict,
      "pool: checkout timeout",
      "ERROR checkout timeout [%s",
      "replica checkout timeout",
      "lsn monitor checkout error%s"
    ],
    [
      down,
      "server connection timeout [%s",
      "health check server error: %s [%s",

      "could not resolve to any address for hostname %s",
      "no replicas available for table sync",
      "all replicas down",
      "connection pool for user %s and database %s is down",
      'connection pool for user "%s" and database "%s" is down',
      "pool is banned",
      "pool is not healthy",
      "pool: no primary",
      "shard has no primary",
      "read queries banned: %s",
      "pool: healthcheck %s",
      "error connecting to server: %s [%s",
      "aborting new client connection, connection pool is down%s"
    ],
    [shutting, "PgDog is shutting down", "pool is shut down", "maintenance mode is on for %s"],
    [idled, "disconnecting idle client", "disconnecting idle-in-transaction client"],
    [
      login,
      "client did not send password message",
      "user requires a client certificate but none was provided",
      'password for user "%s" and database "%s" is wrong, or the database does not exist',
      "no such user/database: %s"
    ],
    [tlsWanted, "only TLS connections are allowed"],
    [
      shard,
      "unsupported aggregation %s: %s",
      "2pc commit supported with multi-shard binding only",
      "sum(DISTINCT ...) is not yet supported",
      "avg(interval) is not yet supported",
      "cross-shard queries are disabled",
      "unmapped sharding key was specified",
      "cannot write to an omnisharded table with a shard directive",
      "cannot switch shards in a direct-to-shard transaction",
      "sharding key lookup failed: %s",
      "sharding key updates are forbidden",
      "sharding key update must be executed inside a transaction",
      "multi-tuple insert requires multi-shard binding",
      "cross-shard truncate not supported%s",
      "router error: %s"
    ],
    [statement, "transaction control statements are not supported in statement pooler mode"],
    [
      misused,
      "query size exceeds query_size_limit",
      "two-phase transaction control statements are not allowed%s"
    ],
    [
      outOfStep,

      "server connection is not synchronized",
      "protocol is out of sync",
      "rollback left server in inconsistent state"
    ],
    [
      lost,
      "server cleanup timed out [%s",
      "server cleanup failed: %s [%s",
      "pool checkin error: %s [%s",
      "pool received broken server connection, closing%s",
      "2pc commit failed for %s"
    ],
    [
      badSettings,
      "[vault] section is missing%s",
      "requires the query parser to classify statements, but it won't be enabled%s",
      "has no replicas and read queries will be rejected",
      "Azure Workload Identity token generation failed: %s",
      "Vault credentials fetch failed: %s",
      "failed to generate RDS IAM token for %s",
      "unable to infer AWS region from host %s",
      "no database urls in environment",
      'database "%s" has no schema owner',
      "config has more than one sharding function",
      "RDS IAM token generation failed: %s"
    ]
  ]
}
