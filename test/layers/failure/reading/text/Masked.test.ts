import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"

describe("What explain repeats of a message", () => {
  it.each([
    ["a URL's password", 'cannot connect to "postgresql://app:hunter2@db:6543/x": Connection refused'],
    ["a URL's password with blanks", "cannot connect to postgres://app:hunter2 x@db/x: Connection refused"],
    ["libpq's options", "connect host=db user=app password=hunter2 failed: Connection refused"],
    ["a .NET string", "Host=db;Username=app;Password=hunter2;Pooling=true: Connection refused"],
    ["JSON", '{"user":"app","password":"hunter2","message":"Connection refused"}'],
    ["an environment", "PGPASSWORD=hunter2 psql: error: Connection refused"],
    ["a JDBC URL", "jdbc:postgresql://db/x?user=app&password=hunter2: Connection refused"],
    ["JavaScript", "{ user: 'app', password: 'hunter2' } connect ECONNREFUSED"],
    ["a token", "token eyJhbGciOiJIUzI1NiJ9.hunter2.sig refused: Connection refused"],
    [
      "a key's value",
      'ERROR: duplicate key value violates unique constraint "k"\nDETAIL:  Key (a)=(hunter2) already exists.'
    ],
    [
      "a key's value, as JDBC has it",
      'ERROR: duplicate key value violates unique constraint "k"\n  Detail: Key (a)=(hunter2) already exists.'
    ],
    [
      "a row",
      'ERROR: new row for relation "t" violates check constraint "c" Failing row contains (1, hunter2).'
    ],
    ["a value that does not fit", 'ERROR:  invalid input syntax for type integer: "hunter2"'],
    [
      "a mapper's parameters",
      "Failed query: insert into t values ($1)\nparams: hunter2\ncause: error: deadlock detected"
    ],
    ["a mapper's statement", "ERROR: deadlock detected (SQL: insert into t values (hunter2))"],
    [
      "SQLAlchemy's parameters",
      "(DeadlockDetected) deadlock detected\n[SQL: INSERT INTO t VALUES (%s)]\n[parameters: ('hunter2',)]"
    ],
    [
      "a log's statement",
      "ERROR:  deadlock detected\nSTATEMENT:  UPDATE t SET a = 'hunter2'\n\tWHERE b = 'hunter2'"
    ]
  ])("leaves out %s", (_, message) => {
    const explanation = PgFailure.explain(message)
    expect(explanation.known).toBe(true)
    expect(JSON.stringify(explanation)).not.toContain("hunter2")
  })

  it("keeps names: of a constraint, a table, a role", () => {
    expect(PgFailure.explain('FATAL:  role "app" does not exist').message).toBe(
      'FATAL:  role "app" does not exist'
    )
    expect(
      PgFailure.explain('ERROR:  duplicate key value violates unique constraint "users_pkey"').message
    ).toContain('"users_pkey"')
  })
})
