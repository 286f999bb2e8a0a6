import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import { tooSlow } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { asleep, tls } from "./Provider.ts"

const login = of("Misconfigured", "the proxy does not let this role in", [
  "Give the proxy a secret for this role in Secrets Manager, with the password that Postgres has",
  "With IAM: take a fresh token (15 minutes), from this region, for this host and role, over TLS"
])
const unsupported = of(
  "Misconfigured",
  "the proxy does not support what this client asks for when it connects",
  ["Leave the option or replication out, or connect to the database itself"]
)
const target = of("Unavailable", "the proxy has no database that it could connect to", [
  "Look at the proxy's target group: security groups, the database's state, and that the secret can be read",
  "During a failover try again in some seconds"
])
const dataApi = of(
  "Misconfigured",
  "the Data API does not know this secret, database or cluster, or may not use it",
  [
    "Check the ARNs, that the HTTP endpoint of the cluster is enabled, and the role's rds-data and secretsmanager rights"
  ]
)
const serializable = of(
  "Contention",
  "another transaction was in the way, so Redshift rolled this one back",
  ["Repeat the whole transaction, or lock the tables at its beginning"]
)
const cancelled = of(
  "DeadlineExceeded",
  "somebody, or a rule of the workload management, cancelled the query",
  ["Look into STL_WLM_RULE_ACTION and at the statement_timeout; then try a smaller query"],
  { statement: "rolled back" }
)
const pinned = of(
  "SessionStateRequired",
  "the client changed its session, so the proxy keeps a database connection for it alone: no failure, but the pool shrinks",
  [
    "Leave out what the reason names (SET, named prepared statements, temporary tables), or move it to the proxy's initialization query"
  ]
)
const readOnlyEndpoint = of(
  "ReadOnly",
  "this is a reader of the Aurora cluster, or a writer that has just become one",
  ["Send writes to the cluster's writer endpoint; after a failover throw the pool's connections away"]
)

export const rdsProxy: Voice = {
  source: "Amazon RDS Proxy",
  said: [
    [serializable, "Serializable isolation violation on table%s"],
    [cancelled, "cancelled on user's request"],
    [login, "unable to accept connection, access denied"],
    [poolTimeout.verdict, "Timed-out waiting to acquire database connection"],
    [
      tooManyConnections.verdict,
      "The maximum number of client connections %s",
      "Rate of connection to proxy exceeded %s",
      "too many competing requests"
    ],
    [
      login,
      "This RDS proxy has no credentials for the role %s",
      "The IAM authentication failed for the role %s",
      "The password that was provided for the role %s is wrong",
      "Proxy authentication with IAM %s failed for user%s",
      "Proxy authentication with %s failed for user%s",
      "RDS Proxy supports only IAM%s",
      "RDS Proxy only supports IAM%s",
      "IAM is allowed only with SSL connections",
      "IAM authentication is allowed only with SSL connections",
      "PAM authentication failed for user %s",
      "pam_authenticate failed: %s",
      "Credentials couldn't be retrieved%s"
    ],
    [tls, "This RDS Proxy requires TLS connections%s", "This RDS Proxy requires that you use TLS%s"],
    [
      unsupported,
      "Feature not supported: RDS Proxy %s",
      "feature not supported: RDS Proxy supports only %s",
      "RDS Proxy currently doesn't support %s",
      "RDS Proxy doesn't support %s"
    ],
    [
      target,
      "The DB proxy target is unavailable%s",
      "DBProxy Target unavailable%s",
      "PENDING_PROXY_CAPACITY"
    ],
    [
      asleep,
      "DatabaseResumingException",
      "is resuming after being auto-paused%s",
      "The Aurora DB instance %s is resuming%s",
      "DatabaseUnavailableException"
    ],
    [tooSlow, "StatementTimeoutException"],
    [
      dataApi,
      "HttpEndpointNotEnabledException",
      "HttpEndpoint is not enabled for resource %s",
      "SecretsErrorException",
      "InvalidSecretException",
      "DatabaseNotFoundException"
    ],
    [pinned, "client session was pinned to the database connection%s"],
    [
      readOnlyEndpoint,
      "cannot execute %s on the reader endpoint",
      "write forwarding is not enabled%s",
      "write forwarding is not available%s"
    ]
  ]
}
