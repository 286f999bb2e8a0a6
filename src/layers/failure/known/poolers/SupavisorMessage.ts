import { poolTimeout, preparedStatementMissing, tooManyConnections } from "../CommonIssue.ts"
import { of, type Verdict } from "../Verdict.ts"

/** Messages of Supavisor that mean the same. They come as FATAL, with XX000 unless a row says otherwise. */
export interface SupavisorRow {
  /** Its own codes: since 2026-03 every message of its own begins with one in brackets. */
  readonly codes: ReadonlyArray<string>
  /** Narrows a code to messages that go on like this; or whole messages of before 2026-03. */
  readonly says: ReadonlyArray<string>
  /** The SQLSTATE, where it is not XX000. */
  readonly sqlState?: string
  /** Others begin so too, and go on with what happened: it is Supavisor's only where its code is there. */
  readonly onlyWithCode?: true
  readonly verdict: Verdict
}

const again = ["Try again; see the status page and the pooler's logs of the project if it stays so"]
const busy = of("PoolExhausted", "no connection of the pooler to the database became free in time", [
  "Raise the pool size of the project if the database has connections to spare",
  ...poolTimeout.verdict.remedies
])
const trouble = of("Unavailable", "the pooler has trouble of its own; it is usually over in a moment", again)
const tenant = of("Misconfigured", "the pooler does not know this user, project or address", [
  "Write the user as postgres.PROJECT_REF, and check that the host is the one of the project's region",
  "Check that the project is not paused, and its network restrictions"
])
const authentication = of("Misconfigured", "the pooler does not let this user in", [
  "Check the password in DATABASE_POOL_URL; after ten wrong ones the pooler blocks everybody for two minutes"
])
const secrets = of("Misconfigured", "the pooler could not look up this user's password", [
  "Check that the role exists and can log in, and the project's auth_query"
])
const startup = of("Misconfigured", "the pooler does not understand how this client connects", [
  "Check the URL's parameters, and that no other proxy is in between"
])
const encryption = of("Misconfigured", "the project takes encrypted connections only", [
  "Set sslmode=verify-full and sslrootcert in DATABASE_POOL_URL"
])
const blocked = of(
  "Unavailable",
  "too many logins or connection attempts failed, so the pooler refuses new ones for 30 s to 2 minutes",
  [
    "Find out which client has the wrong password, or why the database does not answer; each further attempt prolongs it",
    "Try again after two minutes"
  ],
  { retry: "slowly" }
)
const lost = of(
  "OutcomeUnknown",
  "the pooler lost the connection to the database while a statement may have run",
  ["Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"]
)
const tooManyStatements: Verdict = {
  ...preparedStatementMissing.verdict,
  meaning: "a client may name only so many prepared statements (100, of 1 MB in all) at this pooler",
  remedies: ["Disable prepared statements: PooledPg does so by itself", "Close those that are no longer used"]
}
const upstream = of("Unavailable", "the pooler could not get a connection to the database", [
  "Check that the database runs; then try again"
])

/** Everything that Supavisor says to a client, old and new. The first row that fits counts. */
export const supavisorRows: ReadonlyArray<SupavisorRow> = [
  {
    codes: ["EMAXCONN", "EMAXCONNSESSION", "EMAXPOOLSREACHED"],
    says: [
      "Max client connections reached",
      "MaxClientsInSessionMode: %s",
      "Max pools count reached",
      "Too many clients already"
    ],
    verdict: tooManyConnections.verdict
  },
  {
    codes: ["ECHECKOUTTIMEOUT"],
    says: [
      "Unable to check out connection from the pool due to timeout",
      "Unable to check out process from the pool due to timeout"
    ],
    verdict: busy
  },
  {
    codes: [
      "EPOOLCHECKOUT",
      "ECHECKOUTRETRIES",
      "ESUBSCRIBERETRIES",
      "EWORKERNOTFOUND",
      "EPOOLRANCHNOTFOUND",
      "EPOOLCONFIGNOTFOUND",
      "EPROXYSTARTFAILED",
      "EPROXYSUPERVISORUNAVAILABLE",
      "EJITREQUESTFAILED"
    ],
    says: [
      "Failed to start proxy connection%s",
      "Proxy supervisor unavailable",
      "Failed to subscribe to tenant after multiple retries%s"
    ],
    verdict: trouble
  },
  {
    codes: ["ESSLHANDSHAKE", "EAUTHTIMEOUT"],
    says: ["connection failure during authentication"],
    sqlState: "08006",
    verdict: trouble
  },
  { codes: ["ECIRCUITBREAKER"], says: ["Circuit breaker open: %s"], verdict: blocked },
  {
    codes: ["ENOTFOUND", "ENOIDENTIFIER", "EINVALIDUSERINFO", "EMULTIPLEUSERS", "EBANNED", "EADDRNOTALLOWED"],
    says: ["Tenant or user not found", "Tenant not found", "Address not in tenant allow_list: %s"],
    verdict: tenant
  },
  { codes: ["ESSLREQUIRED"], says: ["SSL connection is required"], verdict: encryption },
  {
    codes: [],
    says: [
      "(EAUTHQUERY) auth_query connection failed%s",
      "(EAUTHQUERY) auth_query secret check timed out",
      "(EAUTHQUERY) authentication query failed: connection to database not available"
    ],
    verdict: trouble
  },
  { codes: ["EAUTHQUERY", "EAUTHSECRETS"], says: ["Authentication error%s"], verdict: secrets },
  { codes: ["EWRONGPASSWORD", "EJITUNAUTHORIZED"], says: [], sqlState: "28P01", verdict: authentication },
  {
    codes: ["EAUTHPROTOCOL", "ESTARTUPMESSAGE", "ESTARTUPPACKETTOOLARGE"],
    says: ["protocol violation during authentication"],
    sqlState: "08P01",
    verdict: startup
  },
  { codes: ["EPREPAREDNOTFOUND"], says: [], sqlState: "26000", verdict: preparedStatementMissing.verdict },
  { codes: ["EPREPAREDDUP"], says: [], sqlState: "42P05", verdict: preparedStatementMissing.verdict },
  {
    codes: ["EMAXPREPARED", "EMAXPREPAREDMEM"],
    says: ["max prepared statements limit reached%s", "max prepared statements memory limit reached%s"],
    verdict: tooManyStatements
  },
  {
    codes: ["EPSSIMPLEQUERY"],
    says: ["Supavisor transaction mode only supports prepared statements using the Extended Query Protocol"],
    verdict: {
      ...preparedStatementMissing.verdict,
      meaning: "PREPARE and EXECUTE in SQL do not work in transaction mode",
      remedies: ["Switch to parameterized queries, which the extended protocol prepares without a name"]
    }
  },
  {
    codes: ["EDBHANDLEREXITED"],
    says: [
      "DbHandler exited%s",
      "Connection to database closed%s",
      "Error while sending query",
      "DB call error: %s",
      "Db buffer size is too big: %d",
      "{:shutdown, :client_termination}",
      "{:shutdown, :db_termination}",
      "{:shutdown, %s"
    ],
    verdict: lost
  },
  { codes: ["ECHECKOUTFAILED", "EPOOLTERMINATING"], says: [], verdict: upstream },
  {
    codes: [],
    says: ["Failed to connect to database: %s"],
    sqlState: "08006",
    onlyWithCode: true,
    verdict: upstream
  }
]
