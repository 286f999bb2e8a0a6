import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { SqlError } from "effect/sql"
import { recoveryDetails, translations } from "../../../src/layers/failure/known/languages/Translations.ts"

const canceling = "canceling statement due to conflict with recovery"
const terminating = "terminating connection due to conflict with recovery"

const classify = (cause: Readonly<Record<string, string>>) =>
  PgFailure.classify(
    new SqlError.SqlError({
      reason: new SqlError.UnknownError({
        cause: Object.assign(new Error(cause["message"]), { severity: "ERROR", ...cause }),
        message: "PgConnection: query failed",
        operation: "query"
      })
    })
  )

/** What replay on a standby ended: not a conflict with another transaction, and the primary has none of it. */
const replay = (text: string, code?: string) => {
  const { meaning, reason, remedies, retry, statement } = PgFailure.explain(text, code)
  expect([text, reason, statement, retry]).toEqual([text, "Contention", "rolled back", "transaction"])
  expect(meaning).toContain("standby")
  const all = remedies.join("\n")
  for (const word of ["primary", "max_standby_streaming_delay", "hot_standby_feedback"])
    expect(all).toContain(word)
}

describe("What a standby ends so that it can replay", () => {
  it("is told apart from a serialization failure, with its code, without, and in a log", () => {
    for (const text of [canceling, terminating]) {
      replay(`ERROR:  ${text}`)
      replay(text, "40001")
      replay(`ERROR: ${text} (SQLSTATE 40001)`)
      replay(
        `psycopg2.errors.SerializationFailure: ${text}\nDETAIL:  User query might have needed to see row versions that must be removed.`
      )
      replay(
        `2026-02-01 10:00:00 UTC [99] app@app FATAL:  ${text}\n2026-02-01 10:00:00 UTC [99] app@app DETAIL:  User was holding a relation lock for too long.`
      )
    }
    replay(canceling, "40P01") // what a deadlock with recovery has for a code
    expect(PgFailure.explain("could not serialize access due to concurrent update").meaning).toContain(
      "serialize"
    )
    expect(PgFailure.explain("ERROR: could not serialize access (SQLSTATE 40001)").meaning).toContain(
      "serialize"
    )
    expect(PgFailure.explain("ERROR: deadlock detected (SQLSTATE 40P01)").meaning).toContain("locks")
  })

  it("is known by its detail, with the label or without", () => {
    const around = (texts: ReadonlyArray<string>) =>
      texts.flatMap((text) => [text, `DETAIL:  ${text}`, `"detail": "${text}"`])
    const saying = (code: string) =>
      around(recoveryDetails.flatMap(([means, ...says]) => (means === code ? says : [])))
    const details = saying(`40001 ${canceling}`)
    expect(details.length).toBeGreaterThan(150)
    for (const text of details) replay(text)
    for (const text of saying("57P04")) expect(PgFailure.explain(text).sqlState).toBe("57P04")
    expect(PgFailure.explain("DETAIL:  User was holding an umbrella for too long.").known).toBe(false)
  })

  it("is a dropped database where the detail or the code says so", () => {
    const dropped = `${terminating}\nDETAIL:  User was connected to a database that must be dropped.`
    expect(PgFailure.explain(`FATAL:  ${dropped}`)).toMatchObject({
      reason: "Misconfigured",
      sqlState: "57P04"
    })
    expect(PgFailure.explain(terminating, "57P04").reason).toBe("Misconfigured")
    expect(classify({ code: "57P04", severity: "FATAL", message: terminating })._tag).toBe("Misconfigured")
  })

  it("is known in the languages of Postgres' catalogues, with the code and without", () => {
    const said = translations.flatMap((rows) =>
      rows.flatMap(([means, ...says]) => (means === `40001 ${canceling}` ? says : []))
    )
    expect(said.length).toBeGreaterThan(20)
    for (const text of said) {
      replay(`ERROR:  ${text}`)
      replay(text, "40001")
      replay(`ERROR:  40001: ${text}`)
    }
  })

  it("is classified by the routine, in any language, and by the words", () => {
    const cases = [
      { code: "40001", routine: "ProcessRecoveryConflictInterrupt", message: "x" }, // 16 and newer
      { code: "40001", routine: "ProcessInterrupts", message: "x" }, // up to 15
      { code: "40P01", routine: "CheckRecoveryConflictDeadlock", message: "x" },
      { code: "40001", message: canceling },
      { code: "40001", severity: "FATAL", message: terminating },
      { code: "40P01", message: canceling }
    ]
    for (const cause of cases) {
      const failure = classify(cause)
      expect(failure).toMatchObject({ _tag: "Contention", statement: "rolled back" })
      expect(PgFailure.advice(failure)).toBe("transaction")
      expect(failure.message).toContain("standby")
      expect(failure.message).not.toMatch(/impossible to serialize|waited for each other/)
    }
    expect(classify({ code: "40001", routine: "heapam_tuple_lock", message: "x" }).message).toContain(
      "serialize"
    )
    expect(classify({ code: "40P01", routine: "DeadLockReport", message: "x" }).message).toContain("locks")
  })
})
