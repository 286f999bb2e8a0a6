import { describe, expect, it } from "@effect/vitest"
import * as LogReader from "../../../../src/layers/failure/reading/LogReader.ts"

const read = (...lines: ReadonlyArray<string>) => {
  const reader = LogReader.make()
  for (const line of lines) reader.add(line)
  return reader.end()
}

const prefix = "2026-02-01 10:00:00.123 UTC [4711] app@app "

describe("LogReader", () => {
  it("puts what befalls everybody before what befalls one statement, and the first before the later", () => {
    const { entries, lines } = read(
      `${prefix}ERROR:  duplicate key value violates unique constraint "users_pkey"`,
      `${prefix}DETAIL:  Key (id)=(1) already exists.`,
      `${prefix}FATAL:  sorry, too many clients already`,
      "Error: Connection terminated unexpectedly",
      "    at Connection.<anonymous> (/app/node_modules/pg/lib/client.js:132:73)",
      `${prefix}FATAL:  the database system is shutting down`,
      `${prefix}FATAL:  sorry, too many clients already`
    )
    expect(lines).toBe(7)
    expect(
      entries.map(({ explanation, line, times }) => [explanation.reason, explanation.sqlState, line, times])
    ).toEqual([
      ["PoolExhausted", "53300", 3, 2],
      ["Unavailable", "57P03", 6, 1],
      ["ConstraintViolated", "23505", 1, 1],
      ["OutcomeUnknown", undefined, 4, 1]
    ])
  })

  it("reads a record of many lines as one: a stack, and fields below a message", () => {
    const { entries } = read(
      "java.lang.RuntimeException: Unable to acquire JDBC Connection",
      "\tat com.example.Main.main(Main.java:1)",
      "Caused by: org.postgresql.util.PSQLException: FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
      "\tat org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:473)",
      "error: nichts ging",
      "  severity: 'ERROR',",
      "  code: '40P01'"
    )
    expect(entries.map(({ explanation, line }) => [explanation.sqlState, line])).toEqual([
      ["53300", 3],
      ["40P01", 5]
    ])
    expect(entries[0]?.explanation.message).toContain("remaining connection slots")
  })

  it("tells the line that says it, of a question too", () => {
    const { entries } = read("This is what I get:", "", "    FATAL:  query_wait_timeout", "", "Any idea?")
    expect(entries.map(({ explanation, line }) => [explanation.message, line])).toEqual([
      ["FATAL:  query_wait_timeout", 3]
    ])
  })

  it("takes a failed transaction's later statements, and a client's lost connection, for no cause", () => {
    const { entries } = read(
      `${prefix}ERROR:  current transaction is aborted, commands ignored until end of transaction block`,
      "psycopg2.OperationalError: SSL connection has been closed unexpectedly",
      `${prefix}ERROR:  deadlock detected`
    )
    expect(entries.map(({ explanation }) => explanation.sqlState)).toEqual(["40P01", undefined, "25P02"])
  })

  it("looks for nothing in statements, details and parameters, and tells none of them", () => {
    const { entries } = read(
      `${prefix}LOG:  duration: 1.2 ms`,
      `${prefix}STATEMENT:  INSERT INTO notes VALUES ('deadlock detected')`,
      `${prefix}ERROR:  invalid input syntax for type uuid: "kept-secret"`,
      `${prefix}CONTEXT:  unnamed portal parameter $1 = 'sorry, too many clients already'`
    )
    expect(entries.map(({ explanation }) => explanation.sqlState)).toEqual(["22P02"])
    expect(JSON.stringify(entries)).not.toContain("kept-secret")
  })

  it("keeps no more of a log of ten thousand lines than the kinds of what is known", () => {
    const reader = LogReader.make()
    for (let at = 0; at < 10_000; at++) reader.add(`${prefix}FATAL:  sorry, too many clients already (${at})`)
    const { entries, lines } = reader.end()
    expect([lines, entries.length, entries[0]?.times]).toEqual([10_000, 1, 10_000])
  })

  it("does not take two codes, or two errors of the system, for one record that is said again", () => {
    const { entries } = read(
      `${prefix}ERROR:  nichts ging (SQLSTATE 40001)`,
      `${prefix}ERROR:  nichts ging (SQLSTATE 53300)`,
      "error connecting to server: (os error 111)",
      "error communicating with the server: (os error 104)"
    )
    expect(entries.map(({ explanation }) => explanation.reason)).toEqual([
      "PoolExhausted",
      "Contention",
      "Unavailable",
      "OutcomeUnknown"
    ])
  })

  it("reads a short text as a whole where no record says anything: broken into lines, in another encoding", () => {
    const broken = read(
      "pg_restore: error: could not execute query: null value in",
      'column "a" violates',
      "not-null constraint"
    )
    expect(broken.entries.map(({ explanation }) => explanation.sqlState)).toEqual(["23502"])
    const shown = read('psql: erro: FATAL:  autenticaþÒo do tipo senha falhou para o usußrio "app"')
    expect(shown.entries.map(({ explanation, line }) => [explanation.reason, line])).toEqual([
      ["Misconfigured", 1]
    ])
    const log = Array.from({ length: 300 }, (_, at) => `line ${at} of a log`)
    expect(read(...log, "psql: erro: autenticaþÒo do tipo senha falhou para o usußrio").entries).toEqual([])
  })

  it("claims nothing of a short text that tells of other software", () => {
    expect(
      read("mysqld: starting", "InnoDB: initialised", "deadlock detected", "connection refused").entries
    ).toEqual([])
  })

  it("finds nothing in a log without failures, and has read no line of none", () => {
    expect(read(`${prefix}LOG:  database system is ready to accept connections`).entries).toEqual([])
    expect(LogReader.make().end()).toEqual({ lines: 0, entries: [] })
  })
})
