import type { Pasted } from "./Pasted.ts"

/** Clients for Perl, Haskell and Swift. */
export const perlHaskellSwift: ReadonlyArray<Pasted> = [
  [
    'ERR: DBI reports DBD::Pg::st execute failed: ERROR:  conflicting key value violates exclusion constraint "intervals_excl"DETAIL:  Key (ssid, intvl)=(11, ["2015-03-23 23:00:00+01","2015-03-24 03:40:00+01")) conflicts with existing key',
    "ConstraintViolated",
    "nothing",
    "23P01"
  ],
  [
    "DBD::Pg::st execute failed: ERROR:  invalid input syntax for type bigint: \"\" at /srv/perl/load.pl line 147.\nUPDATE  subtitles  SET stationid = '42',countno = '8'",
    "Rejected",
    "nothing",
    "22P02"
  ],
  [
    "*** Call to [app.storage.search_fts.atomic] failed for session [1590536419.97576725.9316069925], thread trace [1]:\nDBD::Pg::st execute failed: ERROR:  canceling statement due to user request [for Statement ... COUNT(*),COUNT(*),COUNT(*),0,0,NULL,NULL F",
    "DeadlineExceeded",
    "nothing",
    "57014"
  ],
  [
    "DBI connect('dbname=app;host=localhost;port=5432','app',...) failed: FATAL:  Ident authentication failed for user \"app\" at ./report.pl line 12.",
    "Misconfigured",
    "nothing",
    "28000"
  ],
  ["result: Left libpq: failed (another command is already in progress\n)", "Rejected", "nothing"],
  [
    'app: libpq: failed (FATAL:  password authentication failed for user "app"\n)',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    'QueryError "INSERT INTO users (id) VALUES ($1)" ["1"] (ResultError (ServerError "23505" "duplicate key value violates unique constraint \\"users_pkey\\"" (Just "Key (id)=(1) already exists.") Nothing Nothing))',
    "ConstraintViolated",
    "nothing",
    "23505"
  ],
  [
    'Left (ConnectionUsageError (Just "connection to server at \\"localhost\\" (127.0.0.1), port 5432 failed: Connection refused\\n\\tIs the server running on that host and accepting TCP/IP connections?\\n"))',
    "Unavailable",
    "nothing"
  ],
  ["app: uncaught exception: AcquisitionTimeoutUsageError", "PoolExhausted", "nothing"],
  [
    'PSQLError(code: server, serverInfo: [sqlState: 28P01, file: auth.c, line: 326, message: password authentication failed for user "app", routine: auth_failed, localizedSeverity: FATAL, severity: FATAL])',
    "Misconfigured",
    "nothing",
    "28P01"
  ],
  [
    "PSQLError(code: serverClosedConnection, triggeredFromRequestInFile: PostgresNIO/PostgresConnection.swift, line: 467)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    'PSQLError(code: connectionError, underlying: NIOPosix.NIOConnectionError(host: "localhost", port: 5432, dnsAError: nil, dnsAAAAError: nil, connectionErrors: [NIOPosix.SingleConnectionFailure(target: [IPv6]localhost/::1:5432, error: connection reset (error set): Connection refused (errno: 61))]))',
    "Unavailable",
    "nothing"
  ],
  [
    "Fatal error: Error raised at top level: PSQLError(code: sslUnsupported): file Swift/ErrorType.swift, line 200",
    "Misconfigured",
    "nothing"
  ]
]
