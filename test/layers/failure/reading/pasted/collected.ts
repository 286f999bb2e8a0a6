import type { Pasted } from "./Pasted.ts"

/** What was published of many programs, as it came. */
export const collected: ReadonlyArray<Pasted> = [
  [
    "[2017/11/09 09:07:39 UTC] [EROR] Failed to ping DB retrying in 10 seconds err=dial tcp: lookup dockerhost on 192.0.2.53:53: no such host",
    "Unavailable|Misconfigured",
    "nothing"
  ],
  ["FATAL pidfile exists, another instance running?", "Misconfigured|Unavailable", "nothing"],
  [
    'ActiveRecord::NoDatabaseError: could not connect to server: Connection refused\n\tIs the server running on host "pooler" (192.0.2.9) and accepting\n\tTCP/IP connections on port 6432?',
    "Unavailable",
    "nothing"
  ],
  ['ActiveRecord::NoDatabaseError: FATAL:  database "shop" does not exist', "Misconfigured", "nothing"],
  [
    "21:52:04.350 [error] Postgrex.Protocol (#PID<0.441.0>) disconnected: ** (DBConnection.ConnectionError) owner #PID<0.487.0> exited",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    '**error:{badmatch,{error,{error,error,<<"42703">>,\n                        <<"column \\"c_point\\" of relation \\"test_table2\\" d"...>>,\n                        [{position,<<"26">>}]}}}',
    "Rejected",
    "nothing",
    "42703"
  ],
  [
    '{\n  "ClassName": "Npgsql.NpgsqlException",\n  "InnerException": {\n    "ClassName": "System.IO.IOException",\n    "InnerException": {\n      "ClassName": "System.Net.Sockets.SocketException",\n      "Message": "A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond",\n      "NativeErrorCode": 10035\n    },\n    "Message": "Unable to read data from the transport connection: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond."\n  },\n  "Message": "Exception while reading from stream"\n}',
    "OutcomeUnknown|DeadlineExceeded",
    "unknown"
  ],
  [
    "java.sql.SQLTransientConnectionException: springHikariCP - Connection is not available, request timed out after 30000ms.\n\njava.sql.SQLException: springHikariCP - Interrupted during connection acquisition",
    "PoolExhausted|Unavailable",
    "nothing"
  ],
  [
    "    E....SERROR.VERROR.C42P10.Mthere is no unique or exclusion constraint matching the ON CONFLICT specification.Fplancat.c.L824.Rinfer_arbiter_indexes..Z....I",
    "Rejected",
    "nothing",
    "42P10"
  ],
  [
    'Unhandled exception:\nPostgreSQLSeverity.unknown 53200: out of memory Detail: Failed on request of size 360 in memory context "CacheMemoryContext".',
    "StorageFull",
    "nothing",
    "53200"
  ],
  [
    "Error message from server: ERROR: missing chunk number 0 for toast value 116287580 in pg_toast_94806078",
    "Unclassified|Rejected",
    "nothing"
  ],
  [
    'ActiveRecord::StatementInvalid (PG::DataCorrupted: ERROR:  could not read block 552 in file "base/12404/17074": read only 0 of 8192 bytes',
    "Unclassified|Rejected",
    "nothing"
  ],
  [
    "    Invalid `prisma.user.delete()` invocation:\n    Error occurred during query execution:\n    ConnectorError(ConnectorError { user_facing_error: None, kind: ForeignKeyConstraintViolation { constraint: ForeignKey } })",
    "ConstraintViolated",
    "nothing"
  ]
]
