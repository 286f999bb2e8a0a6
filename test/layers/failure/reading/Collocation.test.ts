import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"

/** What is told of a text that no table has, and nothing where nothing is. */
const toldOf = (text: string) => {
  const { known, reason, source } = PgFailure.explain(text)
  return known ? `${reason}, ${source}` : "nothing"
}

const wordsOf = (reason: string) => `${reason}, unknown; told by its words alone`

describe("words that stand together, of which no table has a wording", () => {
  it.each([
    ["Kraken: waited 30 s for a connection of the database pool, giving up (timeout)", "PoolExhausted"],
    [
      "[jobs] db: every connection is busy, the limit of 20 is exceeded: no more connections",
      "PoolExhausted"
    ],
    ["DatabaseSetup: the connection string of the database is malformed", "Misconfigured"],
    ["acme-db: login of app to Postgres was refused, its password is wrong", "Misconfigured"],
    ["acme-db: the certificate that Postgres shows is expired", "Misconfigured"],
    ["worker 3: Postgres hung up, session gone", "OutcomeUnknown"],
    ["worker 3: postgres host cannot be resolved: no route", "Unavailable"],
    ["worker 3: query on the Postgres replica failed, writes are not allowed", "ReadOnly"],
    ["importer: the unique constraint of the table was violated", "ConstraintViolated"],
    ["importer: the relation shop.orders was looked for and not found", "Rejected"],
    ["importer: database: 98% of the disk used, no space", "StorageFull"],
    ["importer: database lock: timed out after 5 s", "Contention"]
  ])("are told as what they sound like: %s", (text, reason) => {
    expect(toldOf(text)).toBe(wordsOf(reason))
  })

  it("read names that are written together as words", () => {
    expect(toldOf("com.acme.db.DatabasePoolTimeoutFailure")).toBe(wordsOf("PoolExhausted"))
    expect(toldOf("database_password_missing")).toBe(wordsOf("Misconfigured"))
  })

  it("say nothing where nobody speaks of a database, or others do", () => {
    expect(toldOf("Kraken: waited 30 s for a connection of the pool, giving up (timeout)")).toBe("nothing")
    expect(toldOf("MySQL: waited 30 s for a connection of the database pool (timeout)")).toBe("nothing")
  })

  it("say nothing of what no connection is told of but that it failed, unless it was to Postgres", () => {
    expect(toldOf("Acme: connecting to the database failed")).toBe("nothing")
    expect(toldOf("Acme: connecting to the Postgres cluster: failed")).toBe(wordsOf("Unavailable"))
  })

  it("say nothing of stacks, of a log's quiet lines, of programs and of settings", () => {
    for (const text of [
      "Acme database\n    at DatabasePool.acquireConnectionTimeout (/app/src/pool.js:10:3)",
      "2026-02-01 10:00:00 INFO database pool timeout is 30 s",
      "if (error.code === codes.database_password_missing) retry()",
      "database.pool.timeout......................30 s"
    ])
      expect(toldOf(text)).toBe("nothing")
  })

  it("take the time that a question takes of a long text", () => {
    expect(toldOf(`postgres ${"key (a ".repeat(10_000)}`)).toBe("nothing")
  })

  it("give way to whatever has a wording, or a code", () => {
    expect(toldOf("database pool timeout: FATAL: sorry, too many clients already")).toBe(
      "PoolExhausted, Postgres"
    )
    expect(toldOf("database pool timeout (SQLSTATE 23505)")).toBe("ConstraintViolated, Postgres")
  })
})
