import { of, type Verdict } from "./Verdict.ts"

/** Messages of the driver, `@effect/sql-pg`, that mean the same; without its prefix `PgConnection: `. */
export interface DriverRow {
  readonly says: ReadonlyArray<string>
  /** Narrows it to messages with this cause. */
  readonly cause?: ReadonlyArray<string>
  readonly verdict: Verdict
}

const repeatable = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]
const checkEndpoint = [
  "Check host and port of the URL, and that the server or pooler runs and is reached from here"
]

const login = of("Misconfigured", "the server and this client do not agree on a login", [
  "Check user and password of the URL",
  "The server has to offer SCRAM-SHA-256 (password_encryption, pg_hba.conf, auth_type of PgBouncer)"
])
const settings = of("Misconfigured", "the connection's settings are not valid", [
  "Correct the URL or option that is named"
])
const notPostgres = of("Unavailable", "what answered does not speak Postgres' protocol", checkEndpoint)
const outOfStep = of(
  "OutcomeUnknown",
  "the server's answers were out of step, so the connection was closed",
  repeatable
)
const tooLarge = of(
  "OutcomeUnknown",
  "a row is larger than the driver reads, so the connection was closed, and a write may have been done or not",
  [
    "Read fewer or smaller columns, or cut values with substring()",
    "Refuse such values before they are stored"
  ],
  { retry: "no" }
)
const lost = of("OutcomeUnknown", "the connection broke after the statement was sent", repeatable)
const notEncoded = of(
  "Rejected",
  "a parameter cannot be written as the type that Postgres expects",
  ["Correct the value: its type, its range, no lone surrogate and no nested array"],
  { statement: "did not run" }
)

/** Everything that the driver says by itself. The first row that fits counts. */
export const driverRows: ReadonlyArray<DriverRow> = [
  // Connecting.
  {
    says: ["Connection timed out"],
    verdict: of(
      "Unavailable",
      "the server or pooler did not let this client in within the connect timeout",
      checkEndpoint
    )
  },
  {
    says: ["Connection closed during startup"],
    verdict: of("Unavailable", "the server or pooler closed the connection before the login was done", [
      "Try again; if it stays so, look into its log",
      ...checkEndpoint
    ])
  },
  {
    says: ["Server refused TLS"],
    verdict: of("Misconfigured", "the server does not speak TLS, and this client insists on it", [
      "Switch TLS on at the server or pooler; sslmode=disable is for loopback only"
    ])
  },
  {
    says: [
      "No password configured",
      "MD5 authentication failed",
      "Only SCRAM-SHA-256 is supported",
      "SCRAM authentication failed",
      "SCRAM server verification failed",
      "SCRAM exchange did not complete",
      "Unsupported authentication method"
    ],
    verdict: login
  },
  {
    says: [
      "Protocol desync",
      "Failed to parse server response",
      "Failed to parse SSLRequest error response",
      "Invalid SSLRequest response"
    ],
    verdict: notPostgres
  },
  {
    says: [
      "No username configured",
      "keepAlive must be between %s",
      "Invalid connection URL",
      "Unsupported connection URL protocol: %s",
      "Invalid percent-encoding in URL %s",
      "Invalid port in URL %s",
      "Invalid connect_timeout in URL: %s",
      "Unrecognized sslmode in URL: %s",
      "Reserved startup parameter: %s",
      "Startup parameter %s"
    ],
    verdict: settings
  },
  {
    says: ["Failed to connect"],
    verdict: of("Unavailable", "no connection could be opened", checkEndpoint)
  },

  // Before a statement is sent.
  {
    says: ["Failed to encode query"],
    cause: ["Parse parameter type count exceeds 32767: %d", "Bind parameter count exceeds 32767: %d"],
    verdict: of(
      "Rejected",
      "a statement takes at most 32,767 parameters",
      ["Pass arrays and use unnest, or split the batch inside one transaction"],
      { statement: "did not run" }
    )
  },
  { says: ["Failed to encode query"], verdict: notEncoded },
  {
    says: ["PostgreSQL channel names must not exceed 63 UTF-8 bytes"],
    verdict: of("Rejected", "a channel's name has at most 63 bytes", ["Shorten the name"], {
      statement: "did not run"
    })
  },
  {
    says: ["Pinned connection was released"],
    verdict: of(
      "Rejected",
      "the transaction or session that the statement belongs to has ended already",
      ["Run it before the transaction ends: nothing may outlive the effect that the transaction wraps"],
      { statement: "did not run" }
    )
  },

  // After it was sent.
  {
    says: ["Failed to parse server messages"],
    cause: ["Message length %d exceeds maxMessageSize %d"],
    verdict: tooLarge
  },
  { says: ["Failed to parse server messages"], verdict: outOfStep },
  {
    says: ["Failed to decode row"],
    verdict: of(
      "OutcomeUnknown",
      "a value of the result cannot be read, so the connection was closed, and a write may have been done or not",
      ["Cast the column to a type that the driver reads, such as ::text"],
      { retry: "no" }
    )
  },
  {
    says: ["Unexpected %s; COPY is not supported"],
    verdict: of(
      "Rejected",
      "the driver has no COPY",
      ["Use INSERT … SELECT FROM unnest(…), or a client that has it"],
      {
        statement: "unknown"
      }
    )
  },
  { says: ["Unexpected %s while idle"], verdict: outOfStep },
  {
    says: [
      "Unexpected %s",
      "DataRow has %d values for %d fields",
      "A pipelined query completed out of order"
    ],
    verdict: outOfStep
  },
  {
    says: [
      "Socket error",
      "Connection closed",
      "Connection is closed",
      "Failed to write query",
      "Query cancellation timed out",
      "Stream cancellation timed out",
      "Pinned connection released with work outstanding"
    ],
    verdict: lost
  },
  {
    says: ["PgClient: COMMIT rolled back an aborted transaction"],
    verdict: of(
      "Rejected",
      "COMMIT was answered with ROLLBACK: a statement of the transaction had failed and its error was caught",
      ["Let the error end the transaction, or run that statement in a nested transaction"]
    )
  }
]
