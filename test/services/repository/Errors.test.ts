import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import { DataError, Idempotency, Lease, PgFailure, Repository } from "aquifer"
import { Testing } from "aquifer/testing"

const errors = [
  new DataError({
    service: "Shop",
    operation: "buy",
    reason: new PgFailure.Unavailable({ message: "nothing listens", statement: "did not run" })
  }),
  new Idempotency.KeyReused({ key: "order 1" }),
  new Lease.LeaseLost({ name: "outbox" }),
  new Repository.VersionConflict({ table: "products", expected: 1, actual: 2 }),
  new Testing.StatementMismatch({
    statement: "SELECT 1",
    columns: [{ column: "id", problem: "missing", message: "there is no column id" }]
  })
]

describe("An error that is logged", () => {
  it.each(errors.map((error) => [error._tag, error] as const))("says what it means: %s", (_, error) => {
    const words = error instanceof DataError ? error.reason.message : error.message
    expect(words).not.toBe("")
    expect(inspect(error)).toContain(words.slice(0, 40)) // which breaks lines
    expect(JSON.stringify(error)).toContain(JSON.stringify(words).slice(1, -1))
  })
})
