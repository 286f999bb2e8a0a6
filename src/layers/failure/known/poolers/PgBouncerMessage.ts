import { poolTimeout, preparedStatementMissing, tooManyConnections } from "../CommonIssue.ts"
import { of, type Verdict } from "../Verdict.ts"

/** Messages of PgBouncer that mean the same. All but those of its console come as FATAL with the code 08P01. */
export interface PgBouncerRow {
  /** As PgBouncer's source has them. */
  readonly says: ReadonlyArray<string>
  /** The first and last release that say so, of 1.16 to 1.25; absent: the oldest or newest looked at. */
  readonly since?: string
  readonly until?: string
  /** `ERROR` are the answers of the admin console, which go on with the connection. */
  readonly severity?: "ERROR"
  /** The code, where it is not 08P01. */
  readonly sqlState?: string
  /** What `%s` stands for is the name of a parameter, so it may be told on. */
  readonly namesParameter?: true
  /** What it means to someone who asks for the admin console: that they may not, or that there is none. */
  readonly console?: "not permitted" | "none"
  readonly verdict: Verdict
}

const repeatable = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]
const again = ["Try again; look into PgBouncer's log if it stays so"]

const authentication = of("Misconfigured", "the pooler does not let this user in", [
  "Check user and password in DATABASE_POOL_URL, and that auth_file or auth_query of PgBouncer knows the user",
  "Check auth_type and auth_hba_file of PgBouncer"
])
const startupParameter = of("Misconfigured", "the pooler does not pass this startup parameter on", [
  "Take it out of the URL (options, search_path, statement_timeout and the like)",
  "Set it by ALTER ROLE … SET, or per transaction by SET LOCAL, or on DirectPg"
])
const encryption = of("Misconfigured", "the pooler wants another kind of connection than it got", [
  "Set sslmode=require or verify-full in DATABASE_POOL_URL, or client_tls_sslmode in PgBouncer"
])
const handshake = of("Misconfigured", "the pooler does not understand how this client connects", [
  "Check that host and port of DATABASE_POOL_URL are the pooler's, with no other proxy in between"
])
const database = of("Misconfigured", "the pooler has no such database, or has it disabled", [
  "Check the database's name in DATABASE_POOL_URL against [databases] of pgbouncer.ini",
  "If an operator ran DISABLE, run ENABLE in PgBouncer's console"
])
const trouble = of(
  "Unavailable",
  "the pooler has trouble of its own, or could not log in to Postgres for this client",
  again
)
const loginFails = of(
  "Unavailable",
  "the pooler cannot log in to Postgres and refuses clients for server_login_retry (15 s unless set)",
  [
    "Look into PgBouncer's log for the reason: Postgres is down, or refuses the pooler's own user or database",
    "Try again after server_login_retry; lower it if that is too long"
  ],
  { retry: "slowly" }
)
const serverPassword = of("Misconfigured", "Postgres does not accept the pooler's own login", [
  "Check user, password and auth_type for Postgres in pgbouncer.ini and userlist.txt"
])
const waitedTooLong = of(
  "PoolExhausted",
  "no server connection became free for this client within the pooler's query_wait_timeout (120 s unless set) or query_timeout",
  ["Raise default_pool_size if Postgres has connections to spare", ...poolTimeout.verdict.remedies]
)
const lost = of(
  "OutcomeUnknown",
  "the pooler ended the connection while a statement may have been running",
  repeatable
)
const garbled = of(
  "Rejected",
  "the pooler does not understand the packet that it got",
  [
    "Compare the driver's version with the pooler's; PgBouncer 1.21 and newer parse what they used to pass on"
  ],
  { statement: "did not run" }
)
const console = of(
  "Rejected",
  "the admin console does not do this",
  [
    "Connect to the database pgbouncer as one of admin_users or stats_users, by the simple protocol, and see SHOW HELP"
  ],
  { statement: "did not run" }
)

/** Everything that PgBouncer 1.16 to 1.25 says to a client. The first row that fits counts. */
export const pgBouncerRows: ReadonlyArray<PgBouncerRow> = [
  // The admin console.
  { says: ["admin access needed"], severity: "ERROR", console: "not permitted", verdict: console },
  {
    says: [
      "invalid command '%s', use SHOW HELP;",
      "bad arguments",
      "no such database: %s",
      "already suspended/paused",
      "pooler is not paused/suspended",
      "pooler is shutting down",
      "database %s is not paused",
      "a database is required",
      "cannot suspend with paused databases",
      "cannot pause admin db: %s",
      "cannot reconnect admin db: %s",
      "cannot disable admin db: %s",
      "cannot kill admin db: %s",
      "cannot wait in admin db: %s",
      "SET failed",
      "no mem",
      "result prepare failed"
    ],
    severity: "ERROR",
    verdict: console
  },
  {
    says: ["client not found", "invalid client pointer supplied"],
    since: "1.24",
    severity: "ERROR",
    verdict: console
  },
  {
    says: [
      "extended query protocol not supported by admin console",
      "unsupported packet type for admin console: %d"
    ],
    since: "1.17",
    severity: "ERROR",
    verdict: console
  },
  { says: ["unsupported pkt type: %d"], until: "1.16", severity: "ERROR", verdict: console },
  {
    says: ["RELOAD failed, see logs for additional details"],
    since: "1.25",
    severity: "ERROR",
    sqlState: "F0000",
    verdict: {
      ...console,
      meaning: "pgbouncer.ini has a mistake; the pooler goes on with the settings that it had",
      remedies: ["Look into PgBouncer's log for the line, correct it and RELOAD"]
    }
  },
  { says: ["failure", "bad packet", "incomplete pkt", "incomplete query"], verdict: console },

  // Too many.
  { says: ["no more connections allowed (max_client_conn)"], verdict: tooManyConnections.verdict },
  {
    says: [
      "client connections exceeded (max_db_client_connections)",
      "client connections exceeded (max_user_client_connections)"
    ],
    since: "1.24",
    verdict: tooManyConnections.verdict
  },
  { says: ["query_wait_timeout", "query_timeout"], verdict: waitedTooLong },

  // Logging in.
  { says: ["unsupported startup parameter: %s"], namesParameter: true, verdict: startupParameter },
  {
    says: ["unsupported startup parameter in options: %s"],
    since: "1.20",
    namesParameter: true,
    verdict: startupParameter
  },
  {
    says: [
      "unsupported options startup parameter: only '-c config=val' is allowed",
      "unsupported options startup parameter: parameter too long"
    ],
    since: "1.20",
    until: "1.22",
    verdict: startupParameter
  },
  {
    says: ["unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed"],
    since: "1.23",
    verdict: startupParameter
  },
  { says: ["invalid startup packet layout%s"], since: "1.25", verdict: handshake },
  {
    says: ["client sent partial pkt in startup phase"],
    until: "1.22",
    verdict: of("Unavailable", "the pooler got only a part of the startup packet", again)
  },
  {
    says: [
      "password authentication failed",
      "SASL authentication failed",
      "certificate authentication failed",
      "PAM authentication failed",
      '"trust" authentication failed',
      "login rejected",
      "unix socket login rejected",
      "empty password returned by client",
      "client selected an invalid SASL authentication mechanism",
      "no such user",
      "not allowed",
      "username too long",
      "password too long",
      "no username supplied"
    ],
    console: "not permitted",
    verdict: authentication
  },
  {
    says: ["no authentication method is found"],
    since: "1.23",
    console: "not permitted",
    verdict: authentication
  },
  {
    says: ["LDAP authentication failed", "auth_ldap_options is null", "ldap is not supported by this build"],
    since: "1.25",
    console: "not permitted",
    verdict: authentication
  },
  {
    says: [
      "SSL required",
      "received unencrypted data after SSL request",
      "received unencrypted data after GSSAPI encryption request"
    ],
    verdict: encryption
  },
  {
    says: [
      "old V2 protocol not supported",
      "client re-sent startup pkt",
      "client password pkt before startup packet"
    ],
    verdict: handshake
  },
  { says: ["no such database: %s"], console: "none", verdict: database },
  { says: ["database does not allow connections: %s"], until: "1.16", verdict: database },
  { says: ['database "%s" is disabled'], since: "1.17", verdict: database },
  { says: ['authentication database "%s" is disabled'], since: "1.19", verdict: database },
  {
    says: [
      "bouncer config error",
      "bouncer resources exhaustion",
      "no memory for pool",
      "failed to prepare welcome message",
      "failed to send welcome message",
      "pause failed"
    ],
    verdict: trouble
  },
  { says: ["no memory for authentication pool"], since: "1.24", verdict: trouble },
  {
    says: ["client_login_timeout", "client_login_timeout (server down)"],
    verdict: of("Unavailable", "logging in took longer than client_login_timeout (60 s unless set)", [
      "Check that Postgres behind the pooler runs, then try again"
    ])
  },

  // Postgres behind it.
  { says: ["pgbouncer cannot connect to server"], until: "1.16", verdict: loginFails },
  {
    says: ["server login has been failing, try again later (server_login_retry)"],
    since: "1.17",
    until: "1.23",
    verdict: loginFails
  },
  {
    says: ["server login has been failing, cached error: %s (server_login_retry)"],
    since: "1.24",
    verdict: loginFails
  },
  {
    says: [
      "server login failed: wrong password type",
      "server login failed: invalid server signature",
      "server login failed: none of the server's SASL authentication mechanisms are supported"
    ],
    verdict: serverPassword
  },
  {
    says: ["server login failed: failed to verify server signature"],
    since: "1.25",
    verdict: serverPassword
  },
  {
    says: ["pooler is shutting down", "server shutting down"],
    since: "1.23",
    verdict: of("Unavailable", "the pooler is shutting down", [
      "Try again: another one may take over its port"
    ])
  },

  // In the middle of work.
  {
    says: ["client_idle_timeout"],
    verdict: of("Unavailable", "the client idled longer than client_idle_timeout and was disconnected", [
      "Set POOL_IDLE_TIMEOUT below client_idle_timeout; a new connection works at once"
    ])
  },
  {
    says: ["query timeout"],
    verdict: of(
      "OutcomeUnknown",
      "the statement ran longer than the pooler's query_timeout and its server was let go",
      [
        "Set statement_timeout below query_timeout: then Postgres ends the statement and says so",
        ...repeatable
      ]
    )
  },
  {
    says: ["idle transaction timeout"],
    verdict: of(
      "DeadlineExceeded",
      "the transaction idled longer than the pooler's idle_transaction_timeout and was rolled back",
      ["Await nothing but SQL inside a transaction, then repeat the whole transaction"],
      { statement: "rolled back", retry: "transaction" }
    )
  },
  {
    says: ["transaction timeout"],
    since: "1.25",
    verdict: of("OutcomeUnknown", "the transaction took longer than the pooler's transaction_timeout", [
      "Make the transaction shorter, or raise transaction_timeout",
      ...repeatable
    ])
  },
  {
    says: [
      "server conn crashed?",
      "unknown pkt", // said of the client's packets and of the server's: the worse of the two counts
      "unknown pkt from server",
      "bad pkt header",
      "broken ParameterStatus packet",
      "failed to store ParameterStatus",
      "invalid server parameter",
      "var change failed",
      "database configuration changed",
      "suspend_timeout"
    ],
    verdict: lost
  },
  { says: ["out of memory"], since: "1.19", verdict: lost },
  { says: ["admin forced disconnect"], since: "1.24", verdict: lost },
  {
    says: ["transaction blocks not allowed in statement pooling mode"],
    verdict: of(
      "Misconfigured",
      "the pooler is in statement mode, which has no transactions; BEGIN alone was run and its server let go",
      ["Set pool_mode=transaction for this database"],
      { statement: "rolled back" }
    )
  },
  {
    says: ["PQexec disallowed"],
    verdict: of(
      "Rejected",
      "the pooler takes no simple queries (disable_pqexec)",
      ["Send it by the extended protocol, or set disable_pqexec=0"],
      { statement: "did not run" }
    )
  },
  { says: ["bad packet header: '%s'", "bad packet header"], verdict: garbled },
  {
    says: [
      "failed to parse packet",
      "broken Parse packet",
      "broken Bind packet",
      "broken Describe packet",
      "broken Close packet"
    ],
    since: "1.21",
    verdict: garbled
  },
  {
    says: ["prepared statement did not exist", "prepared statement name is already in use"],
    since: "1.21",
    verdict: preparedStatementMissing.verdict
  }
]
