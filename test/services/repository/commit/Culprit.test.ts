import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { SqlError } from "effect/sql"
import * as DriverError from "../../../../src/layers/failure/DriverError.ts"
import * as Culprit from "../../../../src/services/repository/commit/Culprit.ts"

const rows = ["a-1", "b-2", "c-3"].map((key, index) => ({
  key,
  value: { sku: key, name: `name ${index}`, cents: index === 0 ? 5 : 7 }
}))

/** What becomes of the server's error with such a detail. */
const refused = (detail: string) =>
  PgFailure.classify(
    DriverError.refine(
      new SqlError.SqlError({
        reason: new SqlError.ConstraintError({
          operation: "query",
          message: "PostgreSQL query failed",
          cause: {
            code: "23514",
            severity: "ERROR",
            message: "new row violates",
            routine: "ExecConstraints",
            detail
          }
        })
      })
    )
  )

const placeOf = (detail: string) => Culprit.placeOf(refused(detail), rows)

describe("The row that a batch was refused for", () => {
  it("is the one whose key the server names, in any language", () => {
    expect(placeOf("Failing row contains (b-2, name 1, 7).")).toBe(1)
    expect(placeOf("Fehlgeschlagene Zeile enthält (c-3, name 2, 7).")).toBe(2)
    expect(placeOf("Key (sku)=(a-1) already exists.")).toBe(0)
  })

  it("is the one that has the value which the server names", () => {
    expect(placeOf("Key (name)=(name 2) already exists.")).toBe(2)
    expect(placeOf('Key (cents)=(5) is not present in table "prices".')).toBe(0)
  })

  it("is not known where several have it, none has, or the server says nothing", () => {
    expect(placeOf('Key (cents)=(7) is not present in table "prices".')).toBeUndefined()
    expect(placeOf("Failing row contains (z-9, 1).")).toBeUndefined()
    expect(placeOf("")).toBeUndefined()
  })

  it("is told to nobody: the failure has nothing of the server's detail", () => {
    const failure = refused("Failing row contains (b-2, secret).")
    expect(`${failure.message} ${JSON.stringify(failure)} ${failure.stack}`).not.toContain("secret")
  })
})
