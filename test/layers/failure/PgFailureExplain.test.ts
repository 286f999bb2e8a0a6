import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { SqlError } from "effect/sql"
import { commonIssues } from "../../../src/layers/failure/known/CommonIssue.ts"
import { conditions } from "../../../src/layers/failure/known/Condition.ts"
import { driverRows } from "../../../src/layers/failure/known/DriverMessage.ts"
import { pgBouncerRows } from "../../../src/layers/failure/known/poolers/PgBouncerMessage.ts"
import { supavisorRows } from "../../../src/layers/failure/known/poolers/SupavisorMessage.ts"
import { systemRows } from "../../../src/layers/failure/known/SystemCode.ts"

const { explain } = PgFailure

const filled = (says: string) => says.replaceAll("%s", "something").replaceAll("%d", "12")

describe("explain", () => {
  it.each([
    [
      "Too many connections",
      "PoolExhausted",
      ["Switch to pooled connection", "Reduce POOL_SIZE", "Check for connection leaks", "Scale up database"]
    ],
    [
      "Prepared statement does not exist",
      "Rejected",
      ["Disable prepared statements", "Use simple protocol", "Switch to parameterized queries"]
    ],
    [
      "Connection pool timeout",
      "PoolExhausted",
      ["Increase pool size", "Reduce query time", "Add circuit breaker", "Check for deadlocks"]
    ],
    [
      "Cannot use LISTEN/NOTIFY",
      "SessionStateRequired",
      ["Use direct connection for LISTEN", "Implement polling alternative", "Use Supabase Realtime"]
    ]
  ])('knows the common issue "%s" with all of its remedies', (title, reason, remedies) => {
    for (const message of [title, title.toLowerCase(), `"${title}"`, `Error: ${title}.`]) {
      const explanation = explain(message)
      expect(explanation).toMatchObject({ known: true, reason, statement: "did not run" })
      for (const [index, remedy] of remedies.entries()) expect(explanation.remedies[index]).toContain(remedy)
    }
    expect(commonIssues).toHaveLength(4)
  })

  it("passes over a statement in JSON, with the JSON of another error in it, whole, wrapped again or cut off", () => {
    const inner = { name: "SequelizeUniqueConstraintError", code: "23505", routine: "_bt_check_unique" }
    const sql = `INSERT INTO "jobs" ("result") VALUES ('${JSON.stringify(inner)}')`
    const logged = JSON.stringify({ level: "error", parent: { severity: "ERROR", code: "25P02", sql } })
    for (const text of [logged, JSON.stringify({ log: logged }), logged.slice(0, -8)]) {
      expect(explain(text)).toMatchObject({ known: true, sqlState: "25P02", reason: "Rejected" })
    }
  })

  it("gives an issue's remedies for the errors that it is met as", () => {
    const remediesOf = (title: string) =>
      commonIssues.find((issue) => issue.title === title)?.verdict.remedies
    expect(explain("", "53300").remedies).toEqual(remediesOf("Too many connections"))
    expect(explain("no more connections allowed (max_client_conn)").remedies).toEqual(
      remediesOf("Too many connections")
    )
    expect(explain('prepared statement "s0" does not exist').remedies).toEqual(
      remediesOf("Prepared statement does not exist")
    )
  })

  it.each([
    ["FATAL:  query_wait_timeout", "PoolExhausted", undefined],
    ["2026-08-01 12:00:00 ERROR: query_wait_timeout", "PoolExhausted", undefined],
    ["  'query_wait_timeout'  ", "PoolExhausted", undefined],
    ["ERROR:  deadlock detected\nDETAIL:  Process 1 waits\nHINT:  See server log", "Contention", "40P01"],
    ["FATAL: sorry, too many clients already (SQLSTATE 53300)", "PoolExhausted", "53300"],
    ["irgendein Text auf Deutsch (SQLSTATE 53300)", "PoolExhausted", "53300"],
    ["error: zu viele Clients\n  code: '53300',\n  severity: 'FATAL'", "PoolExhausted", "53300"],
    ['{"severity":"FATAL","code":"57P03","message":"x"}', "Unavailable", "57P03"],
    ["SQLSTATE[08006] [7] connection lost", "Unavailable", "08006"],
    ["SQLSTATE[08006]: connection lost", "OutcomeUnknown", "08006"],
    ["53300: sorry, too many clients already", "PoolExhausted", "53300"],
    ["asyncpg.exceptions.TooManyConnectionsError: viele", "PoolExhausted", "53300"],
    ["asyncpg.exceptions.InvalidSQLStatementNameError: x", "Rejected", "26000"],
    ["psycopg.errors.DeadlockDetected: blockiert", "Contention", "40P01"],
    ["psycopg2.errors.UniqueViolation: doppelt", "ConstraintViolated", "23505"],
    [
      'psycopg2.OperationalError: connection to server at "db.example" (10.0.0.1), port 6543 failed: FATAL:  Max client connections reached',
      "PoolExhausted",
      undefined
    ],
    [
      "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute and for others too",
      "PoolExhausted",
      "53300"
    ],
    [
      'PrismaClientUnknownRequestError: ConnectorError { kind: QueryError(PostgresError { code: "26000", message: "prepared statement \\"s1\\" does not exist" }) }',
      "Rejected",
      "26000"
    ],
    [
      'DbError { severity: "FATAL", code: SqlState(E53300), message: "sorry, too many clients already" }',
      "PoolExhausted",
      "53300"
    ],
    [
      "PrismaClientInitializationError: Error querying the database: FATAL: Tenant or user not found",
      "Misconfigured",
      undefined
    ],
    [
      "Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)",
      "PoolExhausted",
      undefined
    ],
    ["PgConnection: Connection closed", "OutcomeUnknown", undefined],
    ["Error: connect ECONNREFUSED 127.0.0.1:6432", "Unavailable", undefined],
    ["Error: self-signed certificate in certificate chain", "Misconfigured", undefined],
    [
      'ResearchCache.lookup: pool "pooled" exhausted after 5.0 s: 10 of 10 in use',
      "PoolExhausted",
      undefined
    ],
    ["(EMAXCONN) max client connections reached, limit: 200", "PoolExhausted", undefined],
    ["DataError: reason StorageFull", "StorageFull", undefined]
  ])("reads through what was copied along: %s", (message, reason, sqlState) => {
    const explanation = explain(message)
    expect(explanation).toMatchObject({ known: true, reason })
    expect(explanation.sqlState).toBe(sqlState)
  })

  it("says whose pool ran out of connections", () => {
    const limits = "(Current connection pool timeout: 10, connection limit: 5)"
    const prisma = `Timed out fetching a new connection from the connection pool. ${limits}`
    expect(explain(prisma).source).toBe("Prisma")
    expect(explain("odyssey: c5b1a: connection pool timeout").source).toBe("Odyssey")
  })

  it.each([
    ['no pg_hba.conf entry for host "10.0.0.1", user "a", database "b", no encryption', "28000", "TLS"],
    ['pg_hba.conf rejects connection for host "10.0.0.1", user "a", database "b", SSL off', "28000", "TLS"],
    ['too many connections for role "a"', "53300", "CONNECTION LIMIT"],
    ["received invalid response to SSL negotiation: H", undefined, "port"]
  ])("says first what helps: %s", (message, sqlState, first) => {
    const explanation = explain(sqlState === undefined ? message : `FATAL:  ${message}`)
    expect(explanation.sqlState).toBe(sqlState)
    expect(explanation.remedies[0]).toContain(first)
  })

  it("tells a message that two programs share apart by its severity or its code", () => {
    expect(explain("no such database: x").reason).toBe("Misconfigured")
    expect(explain("ERROR: no such database: x").reason).toBe("Rejected")
    expect(explain("FATAL: out of memory").reason).toBe("OutcomeUnknown")
    expect(explain("ERROR: out of memory").reason).toBe("StorageFull")
    expect(explain("out of memory", "53200").reason).toBe("StorageFull")
    expect(explain("out of memory", "08P01").reason).toBe("OutcomeUnknown")
  })

  it("says of what ends a connection that nothing ran if it came while connecting", () => {
    expect(explain("", "57p01")).toMatchObject({
      sqlState: "57P01",
      statement: "unknown",
      retry: "with key",
      meaning: expect.stringContaining("while connecting, nothing ran")
    })
  })

  it("knows every SQLSTATE, and every message of the tables", () => {
    for (const code of conditions.keys())
      expect(explain("", code)).toMatchObject({ known: true, sqlState: code })
    const says = [
      ...pgBouncerRows.flatMap((row) => row.says),
      ...supavisorRows.flatMap((row) => [...row.says, ...row.codes.map((code) => `(${code}) x`)]),
      ...driverRows.flatMap((row) => [...row.says, ...(row.cause ?? [])]),
      ...systemRows.flatMap(({ codes }) => codes.map((code) => code.replace("*", "X")))
    ]
    for (const message of says.map(filled)) expect([message, explain(message).known]).toEqual([message, true])
  })

  it("recognises what classify says of the same error, and agrees with it", () => {
    const errors = [
      ...pgBouncerRows.flatMap(({ says, severity = "FATAL", sqlState = "08P01" }) =>
        says.map((message) => ({ code: sqlState, message: filled(message), severity }))
      ),
      ...supavisorRows.flatMap(({ codes, says, sqlState = "XX000" }) =>
        [...says, ...codes.map((code) => `(${code}) x`)].map((message) => ({
          code: sqlState,
          message: filled(message),
          severity: "FATAL"
        }))
      ),
      ...[...conditions.keys()].map((code) => ({ code, message: "", severity: "FATAL" }))
    ]
    for (const { severity, ...fields } of errors) {
      const cause = Object.assign(new Error(fields.message), fields, { severity })
      const failure = PgFailure.classify(
        new SqlError.SqlError({ reason: new SqlError.UnknownError({ cause, operation: "query" }) })
      )
      const { message, reason, retry, statement } = explain(`${severity}: ${failure.message}`)
      expect([message, reason, statement, retry]).toEqual([
        message,
        failure._tag,
        failure.statement,
        failure._tag === "Unclassified" ? "unknown" : PgFailure.advice(failure) // it claims nothing
      ])
    }
  })

  it("says so when a message is not known, and what to send", () => {
    for (const message of ["the cat sat on the mat", "", "12", "FATAL: ", "P2099"]) {
      const explanation = explain(message)
      expect(explanation).toMatchObject({
        known: false,
        source: "unknown",
        reason: "Unclassified",
        statement: "unknown",
        retry: "unknown"
      })
      expect(explanation.remedies[0]).toContain("Send the whole message with its SQLSTATE")
    }
    expect(explain("", "ZZZZZ")).toMatchObject({ known: false, sqlState: "ZZZZZ" })
  })

  it("reads the beginning of a text that is longer than any message", () => {
    expect(explain(`FATAL: query_wait_timeout\n${"at x ".repeat(100_000)}`).reason).toBe("PoolExhausted")
    expect(explain(`${"FATAL: ".repeat(50_000)}${"(x".repeat(50_000)}`).known).toBe(false)
  })
})
