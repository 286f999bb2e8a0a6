import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { dotNet } from "./pasted/dotNet.ts"
import { elixir } from "./pasted/elixir.ts"
import { go } from "./pasted/go.ts"
import { goMore } from "./pasted/goMore.ts"
import { java } from "./pasted/java.ts"
import { javaMore } from "./pasted/javaMore.ts"
import { languages } from "./pasted/languages.ts"
import { languagesMore } from "./pasted/languagesMore.ts"
import { logs } from "./pasted/logs.ts"
import { logsMore } from "./pasted/logsMore.ts"
import { node } from "./pasted/node.ts"
import { nodeMore } from "./pasted/nodeMore.ts"
import type { Pasted } from "./pasted/Pasted.ts"
import { php } from "./pasted/php.ts"
import { poolers } from "./pasted/poolers.ts"
import { poolersMore } from "./pasted/poolersMore.ts"
import { postgres } from "./pasted/postgres.ts"
import { postgresMore } from "./pasted/postgresMore.ts"
import { postgresOthers } from "./pasted/postgresOthers.ts"
import { prisma } from "./pasted/prisma.ts"
import { python } from "./pasted/python.ts"
import { pythonMore } from "./pasted/pythonMore.ts"
import { ruby } from "./pasted/ruby.ts"
import { rust } from "./pasted/rust.ts"
import { unknown } from "./pasted/unknown.ts"
import { unknownMore } from "./pasted/unknownMore.ts"

const known: ReadonlyArray<Pasted> = [
  ...dotNet,
  ...elixir,
  ...go,
  ...goMore,
  ...java,
  ...javaMore,
  ...languages,
  ...languagesMore,
  ...logs,
  ...logsMore,
  ...node,
  ...nodeMore,
  ...php,
  ...poolers,
  ...poolersMore,
  ...postgres,
  ...postgresMore,
  ...postgresOthers,
  ...prisma,
  ...python,
  ...pythonMore,
  ...ruby,
  ...rust
]

/** What is wrong with an explanation, if anything is. */
const faults = ([message, reasons, statement, sqlState]: Pasted): ReadonlyArray<string> => {
  const said = PgFailure.explain(message)
  const again = !["PoolExhausted", "Unavailable", "Contention"].includes(said.reason)
  return [
    said.known ? "" : "unknown",
    reasons.split("|").includes(said.reason) ? "" : said.reason,
    statement === "any" || (statement === "unknown") === (said.statement === "unknown") ? "" : said.statement,
    sqlState === undefined || said.sqlState === sqlState ? "" : `SQLSTATE ${said.sqlState}`,
    again || !["no", "never"].includes(said.retry) ? "" : `try again: ${said.retry}`
  ].filter((fault) => fault !== "")
}

describe("explain, of what people paste", () => {
  it.each(known.map((pasted) => ({ message: pasted[0], pasted })))("knows $message", ({ pasted }) => {
    expect(faults(pasted)).toEqual([])
  })

  it.each([...unknown, ...unknownMore])("claims nothing of %j", (message) => {
    const explanation = PgFailure.explain(message)
    expect(explanation).toMatchObject({
      known: false,
      reason: "Unclassified",
      retry: "unknown",
      statement: "unknown"
    })
  })
})
