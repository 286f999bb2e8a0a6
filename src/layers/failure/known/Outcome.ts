import { poolTimeout } from "./CommonIssue.ts"
import { of } from "./Verdict.ts"

/** What clients of every language have in common to say; their tables use these. */

const verifyFirst =
  "Repeat it only if it is idempotent or carries an operation key; else look first whether it was done"

/** No connection of the client's own pool became free in time. */
export const waited = poolTimeout.verdict

/** The connection ended while a statement may have been on its way. */
export const broken = of("OutcomeUnknown", "the connection broke", [
  verifyFirst,
  "If it happens to connections that idled: close them earlier (POOL_IDLE_TIMEOUT) than the pooler or a firewall does"
])

/** The connection had ended before; the client noticed before it sent anything. */
export const closedBefore = of(
  "Unavailable",
  "the connection was closed already, so nothing was sent on it",
  [
    "Take a new connection from the pool; do not keep one beyond its transaction or its request",
    "Find what closed it: the first error in the log, an idle timeout, or a pool that was ended too early"
  ],
  { retry: "other connection" }
)

/** The client has no open connection, or not yet. */
export const notOpen = of("Unavailable", "the client has no open connection, so nothing was sent", [
  "Await connect or initialize before the first statement, and find why it failed: the first error in the log",
  "Name the connection, as the call or the model does, in the program's settings"
])

/** The server could not be reached at all. */
export const unreachable = of("Unavailable", "the server or pooler could not be reached", [
  "Check host and port of the URL, and that the server or pooler runs and is reached from here",
  "In a container localhost is the container itself: use the name of the database's service"
])

/** It was reached, and did not let this client in in time. */
export const stalled = of("Unavailable", "the server or pooler did not let this client in in time", [
  "Look whether it is starting, paused or overloaded, or a firewall drops the packets; then try again"
])

/** The client's own limit on a statement ran out; the server may go on with it. */
export const tooSlow = of(
  "DeadlineExceeded",
  "the client's own limit ran out before the answer came; the server may still be at work on the statement",
  [
    "Set statement_timeout below the client's limit: then the server ends the statement and says so",
    verifyFirst,
    "Find what it waited for: EXPLAIN ANALYZE, or a lock in pg_locks"
  ]
)

/** User, password or their form is wrong. */
export const login = of("Misconfigured", "the server and this client do not agree on a login", [
  "Check user, password and database as the program really gets them: a variable that is not set, or a character that has to be encoded in a URL (@ is %40)"
])

/** An option or a URL that the client does not understand. */
export const settings = of("Misconfigured", "the connection's settings are not valid", [
  "Correct the URL or option that is named; characters such as @ : / # in a password have to be encoded"
])

/** One side insists on TLS and the other does not speak it. */
export const noTls = of("Misconfigured", "the server does not speak TLS, and this client insists on it", [
  "Switch TLS on at the server or pooler; sslmode=disable is for loopback only"
])

/** The server takes encrypted connections only. */
export const tlsWanted = of("Misconfigured", "the server takes encrypted connections only", [
  "Set sslmode=verify-full (or require) in the URL"
])

/** The server's certificate is not trusted. */
export const untrusted = of("Misconfigured", "the server's certificate is not accepted by this client", [
  "Give the client the authority's certificate (sslrootcert=FILE), and use the host's name that the certificate has"
])

/** The program lacks what speaks to Postgres. */
export const noDriver = of("Misconfigured", "the program has no driver for Postgres that works here", [
  "Install and enable it: the extension pdo_pgsql, or the package that the framework names, built for this platform"
])

/** The server is of a version that the client or mapper has left behind. */
export const tooOld = of("Misconfigured", "the server is older than this library supports", [
  "Upgrade the server, or take a version of the library that still supports it"
])

/** The client itself refused the call, before anything was sent. */
export const misused = of(
  "Rejected",
  "the client refused the call before it was sent",
  ["Correct the call: parameters, their number and their types, as the message says"],
  { statement: "did not run" }
)

/** The answer came, and the client cannot take it as it was asked to: the statement was done. */
export const misread = of(
  "Rejected",
  "the statement ran, but the client could not read its answer as it was asked to",
  [
    "Do not repeat it before you looked whether it was done: outside a transaction it is committed",
    "Correct how the answer is read: the type, the column's name, executeQuery or executeUpdate"
  ],
  { statement: "unknown" }
)

/** A message came that the client did not wait for: what was asked and what was answered no longer belong together. */
export const outOfStep = of(
  "OutcomeUnknown",
  "the client got an answer that it did not expect, so it is not known what became of the statement",
  [
    verifyFirst,
    "Take a new connection; use one for one thing at a time, and never the same in two threads or after fork",
    "Look whether a proxy or an older client stands between"
  ]
)

/** A row was to be there once, and is not. */
export const noRow = of("Rejected", "where one row was asked for, there was none, or more than one", [
  "Look whether the condition is right or the row was deleted; ask for what may be missing with a call that allows it"
])

/** Another run of the migrations holds their lock. */
export const migrating = of("Contention", "another run of the migrations holds their lock", [
  "Wait until it has ended; migrate from one place only, and over the direct URL rather than a pooler",
  "If its program is gone, release the lock as its tool says, or end its session (pg_locks, locktype advisory)"
])

/** The migrations themselves are not in order. */
export const migration = of("Rejected", "a migration failed, or they are not in order, so no more were run", [
  "Mend what the message names: a file that is missing or was renamed, one that failed; migrate over the direct URL"
])

/** The program's tables are not there yet, or of an older version. */
export const notMigrated = of(
  "Rejected",
  "the program refused to run: the tables are not of the version that it wants",
  ["Run its migrations over the direct URL, and check which database and schema the URL names"],
  { statement: "did not run" }
)

/** One connection was asked to do two things at once. */
export const busy = of(
  "Rejected",
  "the connection is in the middle of another statement, so this one was not sent",
  ["Wait for the first, or give each concurrent caller its own connection of the pool"],
  { statement: "did not run" }
)

/** The transaction is over or doomed: nothing more is sent in it. */
export const over = of(
  "Rejected",
  "the transaction has ended or can only roll back, so the statement was not run",
  [
    "Find the first error: it ended the transaction. Let it end the work too, and repeat the whole transaction"
  ],
  { statement: "did not run", retry: "transaction" }
)

/** More connections or work than a client's pool takes. */
export const closedPool = of(
  "Rejected",
  "the client's pool was closed already, so nothing was sent",
  ["Close the pool last, when the program ends, and not after a request"],
  { statement: "did not run" }
)

/** A statement has more parameters than the protocol's 16 bits can count. */
export const tooManyParameters = of(
  "Rejected",
  "a statement takes at most 65,535 parameters (32,767 in some clients)",
  ["Pass arrays and use unnest, or split the batch inside one transaction"],
  { statement: "did not run" }
)

/** The server or the client refused; the exception's name does not say which. */
export const refused = of(
  "Rejected",
  "the statement was refused, by the server or by the client; which, is said further down",
  ["Read the cause below it: it has the words, and the server's code if it was the server"]
)

/** A mapper wanted to save or delete rows, and did not. */
export const notSaved = of(
  "Rejected",
  "the rows were not saved or deleted; why is said further down, by the server, the mapper or a hook",
  [
    "Read the inner exception or the record's errors: they have the reason, and the server's code if it was the server"
  ]
)

/** What a client's mapper says of class 23. */
export const constraint = of("ConstraintViolated", "the data breaks a constraint of the schema", [
  "Correct the data, or use ON CONFLICT if a duplicate is expected"
])

/** A caller gave up, or was interrupted, before its statement was sent. */
export const interrupted = of(
  "DeadlineExceeded",
  "the caller was interrupted, or its time was over, before anything was sent",
  ["Find who ended it: a request that was cancelled, a deadline above it, a shutdown; then try again"],
  { statement: "did not run" }
)

/** COMMIT, or the end of a block, was answered with a rollback. */
export const rolledBack = of(
  "Rejected",
  "the transaction was rolled back instead of committed: a statement of it had failed before",
  ["Find the first error: let it end the transaction, then repeat it whole"],
  { retry: "transaction" }
)

/** A mapper's UPDATE or DELETE met fewer rows than it had read. */
export const stale = of(
  "Contention",
  "another transaction changed or deleted the row since it was read, so this change was not made",
  [
    "Read the row again and repeat the whole transaction",
    "If nobody else writes: the WHERE of the update misses the row"
  ]
)

/** A pool noticed that a connection is held for long, or was lost. */
export const leaked = of(
  "Unclassified",
  "a warning, not an error: a connection is held for long, was lost with its object, or the machine stood still",
  [
    "The stack shows who took it: give it back in a finally, or by the language's own scope",
    "If it is at work that long by design, raise the limit of the warning"
  ]
)

/** What a mapper says of class 42. */
export const invalid = of(
  "Rejected",
  "the server does not take the statement: its grammar, or a name that is not there",
  [
    "Read the cause below it: it has the server's words, its code and the position",
    "Look whether the schema is migrated, and which search_path the connection has"
  ]
)

/** A tool says so at its end, of whatever went wrong before. */
export const aborted = of("Unavailable", "a command of the tool ended with an error, which stands above", [
  "Look for the first error in its log, and what that says"
])

/** A cluster's manager says so of whatever went wrong before. */
export const clone = of(
  "Unavailable",
  "a standby could not be made or brought up again from the primary; the others go on",
  [
    "Look for the reason in the line before: replication role, pg_hba.conf, disk, missing WAL",
    "Reinitialize it (patronictl reinit) when rewinding does not work"
  ]
)

/** The program did not get a connection, and says no more. */
export const notConnected = of(
  "Unavailable",
  "the program could not connect; why is said elsewhere, by the server, the pooler or the network",
  ["Look for the first error of its log; ask the same from there with psql and the program's own URL"]
)
