import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { DataError, PgFailure } from "aquifer"
import { Cause } from "effect"
import { SqlError } from "effect/sql"
import { conditions } from "../../../src/layers/failure/known/Condition.ts"
import { driverRows } from "../../../src/layers/failure/known/DriverMessage.ts"
import { pgBouncerRows } from "../../../src/layers/failure/known/poolers/PgBouncerMessage.ts"
import { supavisorRows } from "../../../src/layers/failure/known/poolers/SupavisorMessage.ts"
import { systemRows } from "../../../src/layers/failure/known/SystemCode.ts"

/** What must never come out again: a password, a URL with it, a parameter and a row's value. */
const secrets = [
  "hunter2!",
  "postgres://app:hunter2!@db.internal:6543/research",
  "param-4711",
  "row-value-0815"
]
const planted = secrets.join(" ")

/** Everything of a server's error that may hold data. */
const plantedFields = {
  detail: `Key (id)=(${planted}) already exists.`,
  hint: planted,
  where: `SQL statement "${planted}"`,
  internalQuery: planted,
  internalPosition: planted,
  schema: "public",
  file: "nbtinsert.c",
  line: "664",
  cause: new Error(planted),
  [planted]: planted
}

const withCode = (code: string, message: string, more: object, operation: string) => {
  const cause = Object.assign(new Error(message), { severity: "FATAL", ...plantedFields, ...more, code })
  const fields = { cause, message: `PgConnection: Failed ${planted}`, operation }
  return new SqlError.SqlError({ reason: new SqlError.UnknownError(fields) })
}

const ofDriver = (message: string, code: string | undefined, operation: string) => {
  const cause = Object.assign(new Error(planted, { cause: planted }), { input: planted }, code && { code })
  return new SqlError.SqlError({
    reason: new SqlError.ConnectionError({ cause, message: `PgConnection: ${message}`, operation })
  })
}

const filled = (says: string): string => says.replaceAll("%s", planted).replaceAll("%d", "4711")

/** The words in which Postgres quotes what it was given. */
const postgresWords = [
  planted,
  `invalid input syntax for type integer: "${planted}"`,
  `syntax error at or near "'${planted}"`,
  `unterminated quoted string at or near "'${planted}' x"`,
  `relation "${planted}" does not exist`,
  `relation "ok" does not exist; '${planted}'`,
  `Relation »${planted}« existiert nicht`
]

const paths: ReadonlyArray<readonly [path: string, error: SqlError.SqlError]> = ["query", "connect"].flatMap(
  (operation) => [
    ...[...conditions.keys(), "U0001"].flatMap((code) =>
      [
        {},
        { severityUnlocalized: "ERROR", routine: "exec_stmt_raise", constraint: planted, column: planted },
        {
          severityUnlocalized: "ERROR",
          routine: planted,
          severity: planted,
          position: planted,
          table: planted
        }
      ].map((more) => [`${code} ${operation}`, withCode(code, planted, more, operation)] as const)
    ),
    ...["22P02", "23505", "42601", "42703", "42P01", "42P07"].flatMap((code) =>
      postgresWords
        .filter((words) => words !== planted)
        .map(
          (words) =>
            [
              `${code} ${words}`,
              withCode(code, words, { routine: "parse", position: "8" }, operation)
            ] as const
        )
    ),
    ...pgBouncerRows.flatMap(({ says, severity, sqlState = "08P01" }) =>
      says.map((text) => [text, withCode(sqlState, filled(text), { severity }, operation)] as const)
    ),
    ...supavisorRows.flatMap(({ codes, says, sqlState = "XX000" }) =>
      [...says, ...codes.map((code) => `(${code}) %s`)].map(
        (text) => [text, withCode(sqlState, filled(text), {}, operation)] as const
      )
    ),
    ...driverRows.flatMap(({ says }) =>
      says.map((text) => [text, ofDriver(filled(text), undefined, operation)] as const)
    ),
    ...systemRows.flatMap(({ codes }) =>
      codes.map((code) => [code, ofDriver("Socket error", code.replace("*", planted), operation)] as const)
    )
  ]
)

/** Every way in which an error gets into a log. */
const shown = (error: Error): string =>
  [
    String(error),
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    Cause.pretty(Cause.fail(error)),
    Cause.pretty(Cause.die(error)),
    inspect(Cause.fail(error), { depth: Infinity })
  ].join("\n")

const leaks = (error: Error): ReadonlyArray<string> => {
  const text = shown(error)
  return secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
}

describe("Secrets", () => {
  it(`come out of none of ${paths.length} errors, however the failure or the DataError of it is shown`, () => {
    expect(paths.length).toBeGreaterThan(1_000)
    for (const [path, error] of paths) {
      const reason = PgFailure.classify(error)
      const dataError = new DataError({ service: "ResearchCache", operation: "lookup", reason })
      expect([path, leaks(reason), leaks(dataError)]).toEqual([path, [], []])
    }
  })

  it("were in each of those errors, so the search can find them", () => {
    for (const [path, error] of paths) expect([path, leaks(error).length > 0]).toEqual([path, true])
  })

  it("come out of no cause either: nothing of the driver's error is carried on", () => {
    for (const [, error] of paths) expect(PgFailure.classify(error).cause).toBeUndefined()
  })

  it("in a message that somebody asks about are not shown again when they are credentials", () => {
    for (const secret of [
      "postgres://app:hunter2!@db:6543/x",
      "password=hunter2!",
      'password: "hunter2!"',
      "postgresql://a:b hunter2!@c/d"
    ]) {
      expect(JSON.stringify(PgFailure.explain(`FATAL: cannot connect to ${secret}`))).not.toContain(
        "hunter2!"
      )
    }
  })
})
