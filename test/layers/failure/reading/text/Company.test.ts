import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { companyOf, isElse } from "../../../../../src/layers/failure/reading/text/Company.ts"

const reasonOf = (text: string) => {
  const { known, reason } = PgFailure.explain(text)
  return known ? reason : "nothing"
}

describe("words that everybody says", () => {
  it("are told alone, as far as they are certain", () => {
    expect(companyOf("Error: read ECONNRESET")).toBe("nobody")
    expect(reasonOf("Error: read ECONNRESET")).toBe("OutcomeUnknown")
    expect(reasonOf("connection refused")).toBe("Unavailable")
    expect(reasonOf("deadlock detected")).toBe("Contention")
  })

  it("are not told when the text shows that others said them, on whichever line", () => {
    for (const line of ["GET /health HTTP/1.1", "mysqld: ready for connections", "nginx: upstream web-1"]) {
      expect(isElse(companyOf(`${line}\nconnection refused`))).toBe(true)
      for (const words of ["connection refused", "deadlock detected", "Error: read ECONNRESET"]) {
        expect(reasonOf(`${line}\n${words}`)).toBe("nothing")
        expect(reasonOf(`${words}\n${line}`)).toBe("nothing")
      }
    }
  })

  it("are told beside others too, where Postgres or a client of it is named", () => {
    const text =
      "GET /orders HTTP/1.1\nError: read ECONNRESET\n    at /app/node_modules/pg/lib/client.js:132:73"
    expect(companyOf(text)).toBe("ours")
    expect(reasonOf(text)).toBe("OutcomeUnknown")
  })

  it("are told of a disk and of files only where Postgres is named", () => {
    expect(reasonOf("write: No space left on device")).toBe("nothing")
    expect(reasonOf("postgres-1 | write: No space left on device")).toBe("StorageFull")
  })

  it("leave what Postgres alone says as it is", () => {
    expect(reasonOf("nginx: upstream web-1\nsorry, too many clients already")).toBe("PoolExhausted")
    expect(reasonOf("redis ready\nsomething (SQLSTATE 53300)")).toBe("PoolExhausted")
  })

  it("belong to a traceback as a whole, whose exception stands below its frames", () => {
    const frames =
      'Traceback (most recent call last):\n  File "/site-packages/pymysql/connections.py", line 1, in f'
    const log = "psycopg2: connected to port 5432"
    expect(reasonOf(`${frames}\nDatabaseError: deadlock detected\n${log}`)).toBe("nothing")
    expect(reasonOf(`${log}\nDatabaseError: deadlock detected`)).toBe("Contention")
  })
})
