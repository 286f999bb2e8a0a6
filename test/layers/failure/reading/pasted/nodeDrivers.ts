import type { Pasted } from "./Pasted.ts"

/** Drivers for Node, Bun, Deno and the edge, from their sources. */
export const nodeDrivers: ReadonlyArray<Pasted> = [
  ["Error: SASL: Only mechanism SCRAM-SHA-256 is currently supported", "Misconfigured", "nothing"],
  [
    "Error: SASL: Only mechanism(s) SCRAM-SHA-256 and SCRAM-SHA-256-PLUS are supported",
    "Misconfigured",
    "nothing"
  ],
  ["Error: SASL: Mechanism SCRAM-SHA-256-PLUS requires a certificate", "Misconfigured", "nothing"],
  ["Error: SASL: Last message was not SASLInitialResponse", "Misconfigured", "nothing"],
  ["Error: SASL: Last message was not SASLResponse", "Misconfigured", "nothing"],
  [
    "Error: SASL channel binding: unknown OID 1.2.3 when parsing public certificate MIID",
    "Misconfigured",
    "nothing"
  ],
  ["Unhandled rejection TypeError: SASL: text must be a string", "Misconfigured", "nothing"],
  ["Error: Received unexpected commandComplete message from backend.", "OutcomeUnknown", "unknown"],
  [
    "Error: Received unexpected rowDescription message from backend.\n    at Client._handleRowDescription (/app/node_modules/pg/lib/client.js:447:21)",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Error: Received unexpected dataRow message from backend.", "OutcomeUnknown", "unknown"],
  ["Error: Received unexpected parseComplete message from backend.", "OutcomeUnknown", "unknown"],
  [
    "TypeError: Client was passed a null or undefined query\n    at Client.query (/app/node_modules/pg/lib/client.js:511:13)",
    "Rejected",
    "nothing"
  ],
  [
    "Error: Prepared statements must be unique - 'get-user' was used for a different statement",
    "Rejected",
    "nothing"
  ],
  ["Error: Query values must be an array", "Rejected", "nothing"],
  [
    "Error: A query must have either text or a name. Supplying neither is unsupported.",
    "Rejected",
    "nothing"
  ],
  ["Error: Passing a function as the first parameter to pool.query is not supported", "Rejected", "nothing"],
  ['Error: circular reference detected while preparing "[object Object]" for query', "Rejected", "nothing"],
  ["Error: cursor not supported in pipeline mode", "Rejected", "nothing"],
  [
    "Error: Both useLibpqCompat and uselibpqcompat are set. Please use only one of them.",
    "Misconfigured",
    "nothing"
  ],
  [
    'Error: Invalid sslnegotiation value: "foo". Valid values are "postgres" and "direct".',
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: SECURITY WARNING: Using sslmode=verify-ca requires specifying a CA with sslrootcert. If a public CA is used, verify-ca allows connections to a server",
    "Misconfigured",
    "nothing"
  ],
  [
    "RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536. Received type number (NaN).\n    at Connection.connect (/app/node_modules/pg/lib/connection.js:40:18)",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: This socket has been ended by the other party\n    at Socket.writeAfterFIN [as write] (node:net:455:14)\n    at Connection.query (/app/node_modules/pg/lib/connection.js:157:10)",
    "OutcomeUnknown",
    "unknown"
  ],
  [
    "Error: Cannot find module 'pg-native'\nRequire stack:\n- /app/node_modules/pg/lib/native/client.js",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: Please install pg package manually\n    at ConnectionManager._loadDialectModule (/app/node_modules/sequelize/lib/dialects/abstract/connection-manager.js:55:15)",
    "Misconfigured",
    "nothing"
  ],
  ["Error: Pipeline mode is not supported. Requires PostgreSQL 14+ client libraries.", "Rejected", "nothing"],
  ["Error: Query was not executed: an earlier query in the same pipeline failed", "Rejected", "nothing"],
  ["Error: Connection ended before the pipeline completed", "OutcomeUnknown", "unknown"],
  [
    "Error: FunctionCallResponse (B) is not supported\n code: 'MESSAGE_NOT_SUPPORTED'",
    "OutcomeUnknown",
    "unknown"
  ],
  ["Error: NegotiateProtocolVersion (B) is not supported", "Misconfigured|OutcomeUnknown", "any"],
  ["Error: target_session_attrs foo is not supported", "Misconfigured", "nothing"],
  ["Error: Missing publication names", "Rejected", "nothing"],
  ["Error: Malformed subscribe pattern: x", "Rejected", "nothing"],
  [
    'PostgresError: Authentication failed: password is required\n code: "ERR_POSTGRES_PASSWORD_REQUIRED"',
    "Misconfigured",
    "nothing"
  ],
  ['code: "ERR_POSTGRES_INVALID_TRANSACTION_STATE"', "Rejected", "nothing"],
  ['PostgresError: Query cancelled\n code: "ERR_POSTGRES_QUERY_CANCELLED"', "DeadlineExceeded", "unknown"],
  ['PostgresError code: "ERR_POSTGRES_SASL_SIGNATURE_MISMATCH"', "Misconfigured", "nothing"],
  ['code: "ERR_POSTGRES_SASL_SIGNATURE_INVALID_BASE64"', "Misconfigured", "nothing"],
  ['code: "ERR_POSTGRES_UNKNOWN_AUTHENTICATION_METHOD"', "Misconfigured", "nothing"],
  ['code: "ERR_POSTGRES_INVALID_MESSAGE"', "OutcomeUnknown", "unknown"],
  ['code: "ERR_POSTGRES_EXPECTED_STATEMENT"', "OutcomeUnknown", "unknown"],
  ['code: "ERR_POSTGRES_UNEXPECTED_MESSAGE"', "OutcomeUnknown", "unknown"],
  ['code: "ERR_POSTGRES_UNSUPPORTED_BYTEA_FORMAT"', "Rejected", "unknown"],
  ['code: "ERR_POSTGRES_UNSUPPORTED_ARRAY_FORMAT"', "Rejected", "unknown"],
  ['code: "ERR_POSTGRES_MULTIDIMENSIONAL_ARRAY_NOT_SUPPORTED_YET"', "Rejected", "unknown"],
  ['code: "ERR_POSTGRES_NULLS_IN_ARRAY_NOT_SUPPORTED_YET"', "Rejected", "unknown"],
  ['code: "ERR_POSTGRES_OVERFLOW"', "Rejected", "nothing"],
  ["Error: Connection to the database has been terminated", "Unavailable", "nothing"],
  [
    "error: Uncaught (in promise) Error: The client has been disconnected from the database. Enable reconnection in the client to attempt reconnection after failure",
    "Unavailable",
    "nothing"
  ],
  ["Error: Pool connections have already been terminated", "Rejected", "nothing"],
  ['TransactionError: This connection is currently locked by the "t1" transaction', "Rejected", "nothing"],
  [
    'Error: This transaction has not been started yet, make sure to use the "begin" method to do so',
    "Rejected",
    "nothing"
  ],
  ['TransactionError: The transaction "t1" has been aborted', "Rejected", "nothing"],
  ["Error: Attempting SASL auth with unset password", "Misconfigured", "nothing"],
  ["Error: Attempting MD5 authentication with unset password", "Misconfigured", "nothing"],
  [
    "Error: Database server expected GSS authentication, which is not supported at the moment",
    "Misconfigured",
    "nothing"
  ],
  [
    "ConnectionParamsError: Missing connection parameters: database, hostname, user\n\nPassing partially connection parameters is allowed",
    "Misconfigured",
    "nothing"
  ],
  ["ConnectionParamsError: Could not parse the connection string", "Misconfigured", "nothing"],
  [
    "Error: The certificate used to secure the TLS connection is invalid: unknown issuer",
    "Misconfigured",
    "nothing"
  ],
  ["Error: Can't enforce TLS when client has TLS encryption is disabled", "Misconfigured", "nothing"],
  [
    "Error: Could not check if server accepts SSL connections, server responded with: H",
    "Misconfigured",
    "nothing"
  ],
  ['Error: Could not open socket in path "/tmp/.s.PGSQL.5432"', "Unavailable", "nothing"],
  ["Error: Unexpected simple query message: X", "OutcomeUnknown", "unknown"],
  ["Error: Unexpected prepared query message: X", "OutcomeUnknown", "unknown"],
  [
    "Error: The fields provided for the query don't match the ones returned as a result (2 expected, 1 received)",
    "Rejected",
    "unknown"
  ],
  [
    "Error: The result fields returned by the database don't match the defined structure of the result",
    "Rejected",
    "unknown"
  ],
  ['Error: No value was provided for the query argument "id"', "Rejected", "nothing"],
  ["NeonDbError: Server error (HTTP status 502): <html>Bad Gateway", "Unavailable|OutcomeUnknown", "any"],
  ["NeonDbError: Server error (HTTP status 503): ", "Unavailable|OutcomeUnknown|Rejected", "any"],
  [
    "Error: Database connection string provided to `neon()` is not a valid URL. Connection string: undefined",
    "Misconfigured",
    "nothing"
  ],
  [
    "Error: Database connection string format for `neon()` should be: postgresql://user:password@host.tld/dbname?option=value",
    "Misconfigured",
    "nothing"
  ],
  [
    'Error: This function can now be called only as a tagged-template function: sql`SELECT ${value}`, not sql("SELECT $1", [value], options).',
    "Rejected",
    "nothing"
  ],
  ["NeonDbError: Error getting auth token: x", "Misconfigured", "nothing"],
  [
    "Error: No WebSocket proxy is configured. Please see https://github.com/neondatabase/serverless",
    "Misconfigured",
    "nothing"
  ],
  ["Error: Cannot use SASL auth when `crypto.subtle` is not defined", "Misconfigured", "nothing"],
  ["NeonDbError: Neon internal error: unexpected result format", "Unavailable|OutcomeUnknown", "any"],
  [
    "VercelPostgresError - 'missing_connection_string': You did not supply a 'connectionString' and no 'POSTGRES_URL' env var was found.",
    "Misconfigured",
    "nothing"
  ],
  [
    "VercelPostgresError: VercelPostgresError - 'invalid_connection_string': This connection string is meant to be used with a direct connection. Make sure to use a pooled connection string or try `createClient()` instead.",
    "Misconfigured",
    "nothing"
  ],
  [
    "VercelPostgresError - 'incorrect_tagged_template_call': It looks like you tried to call `sql` as a function. Make sure to use it as a tagged template.",
    "Rejected",
    "nothing"
  ],
  [
    "VercelPostgresError - 'invalid_connection_type': createPool() connectionString cannot be prisma:// ",
    "Misconfigured",
    "nothing"
  ]
]
