import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { SqlError } from "effect/sql"
import * as BeforeCommit from "../../../src/layers/transaction/BeforeCommit.ts"

/** An error as the driver makes it. */
const error = (message: string, cause: object = {}) =>
  new SqlError.SqlError({
    reason: new SqlError.UnknownError({
      cause: Object.assign(new Error("a test"), cause),
      message: `PgConnection: ${message}`,
      operation: "query"
    })
  })

const server = (code: string, more: object = {}) =>
  error("Query failed", { code, severity: "ERROR", severityUnlocalized: "ERROR", ...more })
const fatal = (code: string) => server(code, { severity: "FATAL", severityUnlocalized: "FATAL" })

const cases: ReadonlyArray<readonly [string, SqlError.SqlError, PgFailure.Tag, PgFailure.Advice]> = [
  ["an administrator ends the session", fatal("57P01"), "Unavailable", "transaction"],
  ["transaction_timeout ends it", fatal("25P04"), "Unavailable", "transaction"],
  ["the connection breaks", error("Connection closed"), "Unavailable", "transaction"],
  ["a row cannot be read", error("Failed to decode row"), "Rejected", "no"],
  [
    "a row is too large",
    error("Failed to parse server messages", {
      message: "Message length 70000000 exceeds maxMessageSize 60000000"
    }),
    "Rejected",
    "no"
  ],
  [
    "a plan's columns changed",
    server("0A000", { routine: "RevalidateCachedQuery" }),
    "Rejected",
    "transaction"
  ],
  [
    "a prepared statement is gone",
    server("26000", { routine: "FetchPreparedStatement" }),
    "Rejected",
    "transaction"
  ],
  [
    "a type is gone",
    server("XX000", { message: "cache lookup failed for type 16455", routine: "getTypeInputInfo" }),
    "Rejected",
    "transaction"
  ],
  ["the input is bad", server("22P02", { routine: "pg_strtoint32_safe" }), "Rejected", "no"],
  ["another transaction was in the way", server("40001", { routine: "x" }), "Contention", "transaction"]
]

describe("Before COMMIT", () => {
  for (const [what, raised, tag, advice] of cases) {
    it(`${what}: rolled back, and no more is claimed`, () => {
      const failure = PgFailure.classify(BeforeCommit.refine(raised))
      expect(failure).toMatchObject({ _tag: tag, statement: "rolled back" })
      expect(PgFailure.advice(failure)).toBe(advice)
      expect(failure.message).not.toMatch(/the statement ran|has been done/)
    })
  }
})
