import { settings } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { of } from "../Verdict.ts"
import { again, asleep, full, network, throttled, tls } from "./Provider.ts"

const sni = of(
  "Misconfigured",
  "Neon cannot tell from the connection which project it is for: the client is too old to say (SNI)",
  ["Upgrade the client (libpq 14 or newer), or add ?options=endpoint%3DENDPOINT_ID to the URL"]
)
const disabled = of("Misconfigured", "this endpoint is disabled, so every connection to it is refused", [
  "Enable it in the provider's console or API, or correct the host of the URL"
])
const quota = of(
  "Misconfigured",
  "the account's or project's quota is used up, so the provider refuses every connection",
  ["Upgrade the plan or wait for the next period; the provider's console shows which limit it is"]
)
const notThere = of(
  "Misconfigured",
  "the provider knows no such endpoint, branch or project, or this user may not see it",
  ["Copy the host again from the provider's console: it changes when a branch is made anew"]
)
const storage = of(
  "Unavailable",
  "the provider's storage did not answer, so the statement was ended",
  again,
  { statement: "rolled back", retry: "transaction" }
)
const unread = of(
  "Unclassified",
  "the provider's storage could not give a block of the data",
  [
    "Repeat the whole transaction once: its storage may have been moving or starting anew",
    "If it stays so: tell the provider, with the lsn and the time"
  ],
  { statement: "rolled back" }
)
const token = of("Misconfigured", "Neon's proxy does not accept this token or role", [
  "Take a fresh token, and check the role's JWKS settings and the token's audience in Neon's console"
])
const large = of(
  "Rejected",
  "the request is larger than Neon's HTTP driver takes, so it was not sent on",
  ["Send it in parts, or over a WebSocket or TCP connection (Pool, Client)"],
  { statement: "did not run" }
)
const largeAnswer = of(
  "Rejected",
  "the statement ran, but its answer is larger than Neon's HTTP driver gives back",
  [
    "Read it page by page, or over a WebSocket or TCP connection; look whether a write was done before you repeat it"
  ],
  { statement: "unknown" }
)
const dropped = of("OutcomeUnknown", "Neon's proxy lost the connection that the statement was running on", [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
])
const slow = of("Unavailable", "logging in to Neon took too long, or nobody answered; nothing ran", again)

export const neon: Voice = {
  source: "Neon",
  said: [
    [
      sni,
      "Endpoint ID is not specified%s",
      "Inconsistent project name inferred from %s",
      "project name is not specified%s"
    ],
    [settings, "Project name (%s) must contain only alphanumeric characters and hyphen"],
    [
      asleep,
      "Couldn't connect to compute node",
      "could not connect to compute",
      "could not connect to postgres in compute",
      "could not connect to local-proxy in compute",
      "could not be authorized due to an internal error",
      "Control plane request failed%s",
      "Console request failed",
      "Failed to wake up compute%s",
      "couldn't wake compute node",
      "wake_compute returned error",
      "timed out while waiting for endpoint to become active",
      "endpoint is idle, retry request",
      "endpoint is temporarily unavailable%s",
      "Connection attempt timed out while waiting for compute%s",
      "Could not establish HTTP connection to the database",
      "Error connecting to database: ConnectionRefused: %s",
      "error in console: %s"
    ],
    [
      slow,
      "Authentication timed out",
      "Disconnected due to inactivity after %s",
      "timed out %s waiting to connect to compute_ctl%s"
    ],
    [
      disabled,
      "endpoint is disabled",
      "Console request failed: endpoint is disabled",
      "Control plane request failed: endpoint is disabled",
      "The endpoint has been disabled%s"
    ],
    [
      quota,
      "exceeded the compute time quota%s",
      "exceeded the data transfer quota%s",
      "exceeded the written data quota%s",
      "exceeded the active time quota%s",
      "COMPUTE_TIME_QUOTA_EXCEEDED",
      "ACTIVE_TIME_QUOTA_EXCEEDED",
      "WRITTEN_DATA_QUOTA_EXCEEDED",
      "DATA_TRANSFER_QUOTA_EXCEEDED"
    ],
    [
      full,
      "LOGICAL_SIZE_QUOTA_EXCEEDED",
      "could not extend file because project size limit %s has been exceeded"
    ],
    [
      throttled,
      "Failed to acquire permit to connect to the database%s",
      "Too many connections attempts%s",
      "Too many connections to this endpoint%s",
      "exceeded the limit of concurrently active endpoints%s",
      "too many database connection attempts are currently ongoing%s",
      "error acquiring resource permit: %s",
      "timeout acquiring resource permit",
      "ACTIVE_ENDPOINTS_LIMIT_EXCEEDED",
      "exceeded the rate limit of %s",
      "Timed out while waiting for an open slot in the pool"
    ],
    [notThere, "The requested endpoint could not be found%s", "endpoint cannot be found"],
    [
      network,
      "This IP address %s is not allowed to connect to this endpoint%s",
      "This connection is trying to access this endpoint from a blocked network%s"
    ],
    [tls, "connection is insecure (try using `sslmode=require`)", "connection is insecure%s"],
    [
      token,
      "JWT token has expired (exp=%s",
      "JWT token is not yet ready to use%s",
      "invalid JWT token audience",
      "JWKs settings for this role were not configured",
      "Provided authentication token is not a valid JWT encoding",
      "role is protected and cannot be used for password-based authentication",
      "required authorization bearer token in JWT format"
    ],
    [large, "request is too large (max is %d bytes)"],
    [largeAnswer, "response is too large (max is %d bytes)"],
    [
      dropped,
      "pooled connection closed at inconsistent state",
      "per-client task finished with an IO error from the compute%s"
    ],
    [unread, "could not read block %d in rel %s from page server%s"],
    [storage, "could not establish connection to pageserver", "[NEON_SMGR] %s"]
  ]
}
