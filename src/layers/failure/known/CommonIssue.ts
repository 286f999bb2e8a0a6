import { of, type Verdict } from "./Verdict.ts"

/** One of the four issues that everybody meets who puts a pooler in front of Postgres. */
export interface CommonIssue {
  readonly title: string
  readonly verdict: Verdict
}

export const tooManyConnections: CommonIssue = {
  title: "Too many connections",
  verdict: of("PoolExhausted", "every connection that the server or the pooler allows is taken", [
    "Switch to pooled connection: send the application's traffic through PooledPg (DATABASE_POOL_URL, port 6543) and keep DirectPg for migrations",
    "Reduce POOL_SIZE: instances × POOL_SIZE has to stay below what the server or pooler allows",
    "Check for connection leaks: a lease held longer than POOL_LEAK_AFTER is reported with where it was taken",
    "Scale up database: more memory allows a higher max_connections, or raise max_client_conn of the pooler"
  ])
}

export const preparedStatementMissing: CommonIssue = {
  title: "Prepared statement does not exist",
  verdict: of(
    "Rejected",
    "a prepared statement by name is not on the server connection that the pooler gave out, or another client's is",
    [
      "Disable prepared statements: PooledPg does so by itself; with Prisma add ?pgbouncer=true, with asyncpg statement_cache_size=0",
      "Use simple protocol, or the extended one with unnamed statements, where the client lets you choose",
      "Switch to parameterized queries instead of PREPARE and EXECUTE in SQL",
      "Or let the pooler track them: PgBouncer 1.21 or newer with max_prepared_statements above 0"
    ],
    { statement: "did not run", retry: "unnamed" }
  )
}

export const poolTimeout: CommonIssue = {
  title: "Connection pool timeout",
  verdict: of("PoolExhausted", "no connection of the pool became free within the time allowed for waiting", [
    "Increase pool size: raise POOL_SIZE if the server and the pooler have connections to spare",
    "Reduce query time: find the longest lease, shorten that transaction, and await nothing but SQL in it",
    "Add circuit breaker, so that callers are refused at once while the database is down",
    "Check for deadlocks: code that waits for a second connection while it holds one, and locks in the database"
  ])
}

export const listenThroughPooler: CommonIssue = {
  title: "Cannot use LISTEN/NOTIFY",
  verdict: of(
    "SessionStateRequired",
    "LISTEN belongs to a session, and in transaction mode the pooler gives the session to others: nothing is delivered",
    [
      "Use direct connection for LISTEN: DirectPg (DATABASE_URL, port 5432); NOTIFY may go through the pooler",
      "Implement polling alternative: read what changed since the last time",
      "Use Supabase Realtime, which listens for you"
    ]
  )
}

/** The issues by their titles. */
export const commonIssues: ReadonlyArray<CommonIssue> = [
  tooManyConnections,
  preparedStatementMissing,
  poolTimeout,
  listenThroughPooler
]
