import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"

const again = ["Try again with growing pauses; see the provider's status page if it stays so"]

const sni = of(
  "Misconfigured",
  "Neon cannot tell from the connection which project it is for: the client is too old to say (SNI)",
  ["Upgrade the client (libpq 14 or newer), or add ?options=endpoint%3DENDPOINT_ID to the URL"]
)
const asleep = of(
  "Unavailable",
  "the compute behind this address could not be started or reached; nothing ran",
  [...again, "Give connecting more time (connect_timeout=15): waking up takes seconds"]
)
const disabled = of("Misconfigured", "this endpoint is disabled, so every connection to it is refused", [
  "Enable it in the provider's console or API, or correct the host of the URL"
])
const quota = of(
  "Misconfigured",
  "the account's or project's quota is used up, so the provider refuses every connection",
  ["Upgrade the plan or wait for the next period; the provider's console shows which limit it is"]
)
const throttled = of("PoolExhausted", "the provider takes no more new connections of this project at once", [
  "Connect through the pooled host and keep connections open, instead of one for each request",
  ...poolTimeout.verdict.remedies
])
const notThere = of(
  "Misconfigured",
  "the provider knows no such endpoint, branch or project, or this user may not see it",
  ["Copy the host again from the provider's console: it changes when a branch is made anew"]
)
const network = of("Misconfigured", "the provider does not allow connections from this address", [
  "Add this machine's address to the project's allow list"
])
const tls = of("Misconfigured", "the provider takes encrypted connections only", [
  "Set sslmode=verify-full (or require) in the URL"
])
const storage = of(
  "Unavailable",
  "the provider's storage did not answer, so the statement was ended",
  again,
  {
    statement: "rolled back",
    retry: "transaction"
  }
)

export const neon: Voice = {
  source: "Neon",
  said: [
    [
      sni,
      "Endpoint ID is not specified%s",
      "Inconsistent project name inferred from %s",
      "project name is not specified%s"
    ],
    [
      asleep,
      "Couldn't connect to compute node",
      "could not be authorized due to an internal error",
      "Control plane request failed%s",
      "Console request failed",
      "Failed to wake up compute%s",
      "timed out while waiting for endpoint to become active",
      "endpoint is idle, retry request",
      "Connection attempt timed out while waiting for compute%s"
    ],
    [
      disabled,
      "endpoint is disabled",
      "Console request failed: endpoint is disabled",
      "The endpoint has been disabled%s"
    ],
    [
      quota,
      "exceeded the compute time quota%s",
      "exceeded the data transfer quota%s",
      "exceeded the written data quota%s",
      "exceeded the active time quota%s"
    ],
    [
      throttled,
      "Failed to acquire permit to connect to the database%s",
      "Too many connections attempts have been made%s",
      "exceeded the limit of concurrently active endpoints%s",
      "too many database connection attempts are currently ongoing%s",
      "exceeded the rate limit of %s",
      "Timed out while waiting for an open slot in the pool"
    ],
    [notThere, "The requested endpoint could not be found%s"],
    [network, "This IP address %s is not allowed to connect to this endpoint%s"],
    [tls, "connection is insecure (try using `sslmode=require`)", "connection is insecure%s"],
    [
      storage,
      "could not establish connection to pageserver",
      "could not read block %d in rel %s from page server%s",
      "[NEON_SMGR] %s"
    ]
  ]
}

export const rdsProxy: Voice = {
  source: "Amazon RDS Proxy",
  said: [
    [poolTimeout.verdict, "Timed-out waiting to acquire database connection"],
    [
      tooManyConnections.verdict,
      "The maximum number of client connections %s",
      "Rate of connection to proxy exceeded %s",
      "too many competing requests"
    ],
    [
      of("Misconfigured", "the proxy does not let this role in", [
        "Give the proxy a secret for this role in Secrets Manager, with the password that Postgres has",
        "With IAM: take a fresh token (15 minutes), from this region, for this host and role, over TLS"
      ]),
      "This RDS proxy has no credentials for the role %s",
      "The IAM authentication failed for the role %s",
      "The password that was provided for the role %s is wrong",
      "RDS Proxy supports only IAM%s",
      "IAM is allowed only with SSL connections",
      "PAM authentication failed for user %s"
    ],
    [tls, "This RDS Proxy requires TLS connections%s", "This RDS Proxy requires that you use TLS%s"],
    [
      of("Misconfigured", "the proxy does not support what this client asks for when it connects", [
        "Leave the option or replication out, or connect to the database itself"
      ]),
      "Feature not supported: RDS Proxy %s"
    ]
  ]
}

export const cloud: Voice = {
  source: "the provider of the database",
  said: [
    [network, "Client from Azure Virtual Networks is not allowed to access the server%s"],
    [poolTimeout.verdict, "Failed to acquire a connection from the pool"],
    [asleep, "Server connection attempt failed%s"],
    [
      tls,
      "SSL/TLS required",
      "SSL connection is required. Please specify SSL options and retry",
      "connection requires a valid client certificate"
    ],
    [
      of("Misconfigured", "the provider does not let this user in", [
        "Azure's single server wants user@server; with tokens take a fresh one, for the right tenant and role"
      ]),
      "Invalid Username specified. Please check the Username and retry connection%s",
      "Authentication failed. The provided password is incorrect%s",
      "Cloud SQL IAM user authentication failed for user %s",
      "Cloud SQL IAM service account authentication failed for user %s",
      "The access token has expired%s",
      "Azure AD access token%s"
    ],
    [
      of("Misconfigured", "the connector may not reach this instance", [
        "Give its account the role Cloud SQL Client, switch the Cloud SQL Admin API on, and check PROJECT:REGION:INSTANCE"
      ]),
      "Not authorized to access resource%s",
      "boss::NOT_AUTHORIZED%s",
      "ensure that the account has access to %s",
      "Cloud SQL Admin API has not been used in project %s"
    ],
    [
      of("Unavailable", "the connector could not reach the instance; nothing ran", [
        "Look whether the instance runs and has the kind of address (public, private) that the connector asks for",
        ...again
      ]),
      "Cloud SQL connection failed%s",
      "failed to connect to instance: %s",
      "instance does not have IP of type %s",
      "Failed to connect to the instance%s"
    ],
    [
      of("Misconfigured", "the provider paused, deleted or does not know this server", [
        "Resume it in the provider's console, or correct the host of the URL"
      ]),
      "server name you tried cannot be found%s",
      "project is paused%s",
      "database is suspended%s"
    ]
  ]
}
