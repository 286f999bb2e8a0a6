import { preparedStatementMissing } from "../CommonIssue.ts"
import { of } from "../Verdict.ts"
import type { PgBouncerRow } from "./PgBouncerRow.ts"

const repeatable = [
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"
]

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

/** What PgBouncer says of Postgres behind it, and in the middle of work. */
export const workRows: ReadonlyArray<PgBouncerRow> = [
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
