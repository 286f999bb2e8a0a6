import { poolTimeout, tooManyConnections } from "../CommonIssue.ts"
import { of } from "../Verdict.ts"
import type { PgBouncerRow } from "./PgBouncerRow.ts"

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

const ownSettings = of("Misconfigured", "the pooler's own settings do not fit together", [
  "Look at the line before it in PgBouncer's log: it names the setting",
  "Check auth_dbname, auth_type, auth_user and the user= of [databases] in pgbouncer.ini, then run RELOAD in its console"
])

const waitedTooLong = of(
  "PoolExhausted",
  "no server connection became free for this client within the pooler's query_wait_timeout (120 s unless set) or query_timeout",
  ["Raise default_pool_size if Postgres has connections to spare", ...poolTimeout.verdict.remedies]
)

/** What PgBouncer says to a client that logs in, or that is one too many. */
export const loginRows: ReadonlyArray<PgBouncerRow> = [
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
  { says: ["bouncer config error"], verdict: ownSettings },
  {
    says: [
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
  }
]
