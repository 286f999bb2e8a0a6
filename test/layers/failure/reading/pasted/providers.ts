import type { Pasted } from "./Pasted.ts"

/** Neon, AWS, Azure, Google and other providers. */
export const providers: ReadonlyArray<Pasted> = [
  [
    "ERROR: Your project has exceeded the data transfer quota. Upgrade your plan to increase limits.",
    "Misconfigured",
    "nothing"
  ],
  ["NeonDbError: Control plane request failed: endpoint is disabled", "Misconfigured", "nothing"],
  [
    "ERROR:  Project name ('Ep_Foo') must contain only alphanumeric characters and hyphen.",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: This connection is trying to access this endpoint from a blocked network.",
    "Misconfigured",
    "nothing"
  ],
  ["ERROR:  Too many connections to this endpoint. Please try again later.", "PoolExhausted", "nothing"],
  ["ERROR:  Disconnected due to inactivity after 60s.", "Unavailable|Misconfigured", "nothing"],
  ["NeonDbError: Error connecting to database: fetch failed", "OutcomeUnknown", "unknown"],
  ["NeonDbError: response is too large (max is 67108864 bytes)", "Rejected|OutcomeUnknown", "any"],
  ["NeonDbError: request is too large (max is 10485760 bytes)", "Rejected", "nothing"],
  ["NeonDbError: pooled connection closed at inconsistent state", "OutcomeUnknown", "unknown"],
  ["NeonDbError: could not connect to compute", "Unavailable", "nothing"],
  ["ERROR: Authentication timed out", "Unavailable", "nothing"],
  [
    "ERROR: endpoint is temporarily unavailable. Check your quotas and/or contact our support.",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["NeonDbError: JWT token has expired (exp=1700000000)", "Misconfigured", "nothing"],
  [
    "ERROR: role is protected and cannot be used for password-based authentication",
    "Misconfigured",
    "nothing"
  ],
  [
    "ERROR: could not extend file because project size limit (512 MB) has been exceeded",
    "StorageFull",
    "nothing"
  ],
  [
    "FATAL:  This RDS Proxy has no credentials for the role app. Check the credentials for this role and try again.",
    "Misconfigured",
    "nothing"
  ],
  [
    "FATAL:  The IAM authentication failed for the role app. Check the IAM token for this role and try again.",
    "Misconfigured",
    "nothing"
  ],
  ['FATAL:  PAM authentication failed for user "app"', "Misconfigured", "nothing", "28000"],
  ['FATAL:  Proxy authentication with IAM failed for user "app"', "Misconfigured", "nothing"],
  ["ERROR:  Timed-out waiting to acquire database connection", "PoolExhausted", "nothing"],
  ["FATAL:  RDS Proxy currently doesn't support command-line options.", "Misconfigured", "nothing"],
  ["FATAL:  RDS Proxy currently doesn't support streaming replication mode.", "Misconfigured", "nothing"],
  [
    "FATAL:  feature not supported: RDS Proxy supports only version 3.0 of the PostgreSQL messaging protocol.",
    "Misconfigured",
    "nothing"
  ],
  ["The DB proxy target is unavailable due to an internal error", "Unavailable", "nothing"],
  ["ERROR:  cannot execute INSERT in a read-only transaction", "ReadOnly", "nothing"],
  [
    "com.amazonaws.services.rds: BadStatusException: Database returned SQL exception: DatabaseResumingException: The Aurora DB instance db-1 is resuming after being auto-paused. Please wait a few seconds and try again.",
    "Unavailable",
    "nothing"
  ],
  [
    "An error occurred (StatementTimeoutException) when calling the ExecuteStatement operation: Request timed out",
    "DeadlineExceeded|OutcomeUnknown",
    "unknown"
  ],
  [
    'FATAL:  no pg_hba.conf entry for host "203.0.113.4", user "app", database "postgres", SSL off',
    "Misconfigured",
    "nothing",
    "28000"
  ],
  ["FATAL:  SSL connection is required. Please specify SSL options and retry.", "Misconfigured", "nothing"],
  [
    'could not translate host name "app.postgres.database.azure.com" to address: Unknown host',
    "Unavailable",
    "nothing"
  ],
  [
    "FATAL:  Azure AD user token for role[app@example.org] is neither an Azure AD user or application token.",
    "Misconfigured",
    "nothing"
  ],
  ["FATAL: The access token has expired. Please acquire a new token and retry.", "Misconfigured", "nothing"],
  [
    "FATAL: The server name you tried cannot be found. Please use the correct name and retry.",
    "Misconfigured",
    "nothing"
  ],
  [
    "FATAL:  Client with IP address '203.0.113.4' is not allowed to connect to this server.",
    "Misconfigured",
    "nothing"
  ],
  [
    'ERROR: extension "hstore" is not allow-listed for users in Azure Database for PostgreSQL',
    "Misconfigured|Rejected",
    "nothing"
  ],
  [
    "FATAL:  Client from Azure Virtual Networks is not allowed to access the server. Please make sure your Virtual Network is correctly configured.",
    "Misconfigured",
    "nothing"
  ],
  [
    '2026/02/01 10:00:00 [proj:region:inst] failed to connect to instance: Dial error: failed to dial (connection name = "proj:region:inst"): dial tcp 10.0.0.2:3307: i/o timeout',
    "Unavailable",
    "nothing"
  ],
  [
    "2026/02/01 10:00:00 The proxy has encountered a terminal error: unable to start: [proj:region:inst] Unable to mount socket: listen tcp 127.0.0.1:5432: bind: address already in use",
    "Misconfigured|Unavailable",
    "nothing"
  ],
  [
    "error initializing dialer: google: could not find default credentials. See https://cloud.google.com/docs/authentication",
    "Misconfigured",
    "nothing"
  ],
  [
    'failed to connect to instance: Config error: instance does not have IP of type "PUBLIC" (connection name = "proj:region:inst")',
    "Unavailable|Misconfigured",
    "nothing"
  ],
  [
    'Refresh error: failed to get instance metadata (connection name = "proj:region:inst"): googleapi: Error 403: The client is not authorized to make this request., notAuthorized',
    "Misconfigured",
    "nothing"
  ],
  ["invalid instance connection name, want = PROJECT:REGION:INSTANCE, got = app", "Misconfigured", "nothing"],
  ["cloudsqlconn: dialer is closed", "Rejected", "nothing"],
  [
    'handshake failed (connection name = "proj:region:inst"): tls: failed to verify certificate: x509',
    "Misconfigured",
    "nothing"
  ],
  [
    'couldn\'t connect to "proj:region:inst": ensure that the account has access to "proj:region:inst" (and make sure there\'s no typo in that name). Error during createEphemeral',
    "Misconfigured",
    "nothing"
  ],
  ["alloydbconn: dialer is closed", "Rejected", "nothing"],
  [
    "failed to connect to AlloyDB instance: Refresh error: failed to get instance metadata",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ['FATAL: too many connections for role "u0abc"', "PoolExhausted", "nothing", "53300"],
  [
    'FATAL:  permission denied for database "d3abc"\nDETAIL:  User does not have CONNECT privilege.',
    "Misconfigured",
    "nothing",
    "42501"
  ],
  [
    "upstream connect error: proxy error: no known healthy instances found for route tcp/5432",
    "Unavailable",
    "nothing"
  ],
  [
    "[PR04] could not find a good candidate within 90 attempts at load balancing. last error: no known healthy instances found for route tcp/5432",
    "Unavailable",
    "nothing"
  ],
  [
    "Error: P1001: Can't reach database server at `roundhouse.proxy.rlwy.net:12345`",
    "Unavailable",
    "nothing"
  ],
  ["FATAL:  Tenant or user not found", "Misconfigured", "nothing"],
  ["Error: getaddrinfo ENOTFOUND db.abcdefgh.supabase.co", "Unavailable", "nothing"],
  ["Error: connect ENETUNREACH 2a05:d014:1::1:5432 - Local (:::0)", "Unavailable", "nothing"],
  [
    "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
    "PoolExhausted",
    "nothing",
    "53300"
  ]
]
