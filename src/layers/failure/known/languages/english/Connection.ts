import type { Said } from "../../Said.ts"
import { of } from "../../Verdict.ts"

const noHandshake = of(
  "Unavailable",
  "the server and a client could not agree on TLS, so that connection was not made",
  [
    "Compare sslmode and certificates of the client with the server's; the reason follows the colon",
    "One at a time is a port scan or a health check that hangs up"
  ]
)

const misspoken = of(
  "Rejected",
  "the client asked in a form that the server does not take",
  ["Give as many parameters as the statement has; else compare the versions of client and server"],
  { statement: "did not run" }
)

const oldProtocol = of("Misconfigured", "what connects does not speak this server's protocol", [
  "Look what it is: a health check, a browser, a client that is too old or too new, TLS where none is spoken"
])

/** Postgres' English words of connections, logins and sessions that end. */
export const connection: ReadonlyArray<Said> = [
  [
    "53300",
    "sorry, too many clients already",
    "too many clients already",
    "remaining connection slots are reserved for %s",
    "connection limit exceeded for non-superusers",
    'too many connections for role "%s"',
    'too many connections for database "%s"',
    "number of requested standby connections exceeds %s"
  ],
  [
    "57P03",
    "the database system is starting up",
    "the data base system is starting up",
    "the data base system is shutting down",
    "the database system is shutting down",
    "the database system is in recovery mode",
    "the database system is not accepting connections",
    "the database system is not yet accepting connections",
    "hot standby mode is disabled"
  ],
  [
    "57P01",
    "terminating %s due to administrator command",
    "terminating connection due to administrator command",
    "terminating connection due to unexpected postmaster exit",
    "terminating walsender process due to %s"
  ],
  [
    "57P02",
    "terminating connection because of crash of another server process",
    "terminating any other active server processes",
    "The postmaster has commanded this server process to roll back the current transaction and exit%s",
    "terminating connection due to immediate shutdown command",
    "server process (PID %d) was terminated by signal %d",
    "worker process: %s (PID %d) was terminated by signal %d",
    'background worker "%s" (PID %d) was terminated by signal %d',
    "Out of memory: Killed process %d (postgres)",
    "Out of memory: Kill process %d (postgres)"
  ],
  [
    "57P04",
    "database removed by another session",
    "terminating connection due to conflict with recovery %sUser was connected to a database that must be dropped"
  ],
  ["57P05", "terminating connection due to idle-session timeout"],
  ["28P01", 'password authentication failed for user "%s"'],
  [
    "28000",
    "no pg_hba.conf entry for %s",
    "pg_hba.conf rejects connection for %s",
    'FATAL: role "%s" does not exist',
    'role "%s" is not permitted to log in',
    'Peer authentication failed for user "%s"',
    'Ident authentication failed for user "%s"',
    'User "%s" Ident Authentication failed',
    'certificate authentication failed for user "%s"',
    'GSSAPI authentication failed for user "%s"',
    'LDAP authentication failed for user "%s"',
    'PAM authentication failed for user "%s"',
    'RADIUS authentication failed for user "%s"',
    'SCRAM authentication failed for user "%s"',
    "no PostgreSQL user name specified in startup packet",
    "no encryption available for the user"
  ],
  ["3D000", 'database "%s" does not exist'],
  [
    "08006",
    "connection to client lost",
    "could not receive data from client: %s",
    "could not send data to client: %s",
    "unexpected EOF on client connection with an open transaction",
    "unexpected EOF on client connection"
  ],
  [
    "08001",
    "could not connect to the publisher: %s",
    "could not connect to the primary server: %s",
    "could not establish connection"
  ],
  [
    noHandshake,
    "could not accept SSL connection: EOF detected",
    "could not accept SSL connection: Connection reset by peer",
    "could not accept SSL connection: Success",
    "could not accept SSL connection: %sunsupported protocol",
    "could not accept SSL connection: %sno shared cipher",
    "could not accept SSL connection: %shttp request",
    "could not accept SSL connection: %swrong version number",
    "could not accept SSL connection: %sunknown protocol"
  ],
  [
    misspoken,
    "invalid string in message",
    "no data left in message",
    "bind message supplies %d parameters, but prepared statement %s requires %d",
    "bind message has %d parameter formats but %d parameters",
    "invalid message format",
    "insufficient data left in message"
  ],
  [
    oldProtocol,
    "expected SASL response, got message type %d",
    "expected password response, got message type %d",
    "unsupported frontend protocol %s",
    "invalid length of startup packet",
    "invalid frontend message type %d"
  ],
  [
    misspoken,
    "bind message has %d result formats but query has %d columns",
    "function call message contains %d arguments but function requires %d",
    "invalid CLOSE message subtype %d",
    "invalid DESCRIBE message subtype %d",
    "invalid argument size %d in function call message",
    "extended query protocol not supported in a replication connection",
    "fastpath function calls not supported in a replication connection"
  ],
  [
    oldProtocol,
    "received unencrypted data after SSL request",
    "received unencrypted data after GSSAPI encryption request",
    "invalid startup packet layout: %s",
    "SSL configuration of the server does not support%s"
  ],
  [
    "28000",
    "pg_hba.conf rejects replication connection for %s",
    "SCRAM channel binding negotiation error",
    "SCRAM channel binding check failed",
    "malformed SCRAM message",
    "invalid SCRAM response",
    "malformed OAUTHBEARER message",
    "provided user name (%s) and authenticated user name (%s) do not match",
    "unexpected SCRAM channel-binding attribute in client-final-message",
    'MD5 authentication is not supported when "db_user_namespace" is enabled',
    "connection requires a valid client certificate",
    "client certificates can only be checked if %s",
    "role with OID %d was removed"
  ],
  [
    "3D000",
    'database "%s" has disappeared from pg_database',
    "has disappeared from pg_database",
    "database with OID %d does not exist",
    'database subdirectory "%s" is missing'
  ],
  ["08P01", "terminating connection because protocol synchronization was lost"],
  [misspoken, "unexpected message type 0x%s during COPY from stdin"],
  ["08003", "there is no client connection"],
  ["57P01", "postmaster exited during a parallel transaction"],
  ["53300", "the number of connections to the database exceeds%s"]
]
