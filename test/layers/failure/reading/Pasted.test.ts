import { readdirSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import type { Explanation } from "../../../../src/layers/failure/reading/Explanation.ts"
import * as LogReader from "../../../../src/layers/failure/reading/LogReader.ts"
import type { Pasted } from "./pasted/Pasted.ts"

const folder = new URL("pasted/", import.meta.url)

/** The lists of the folder; those whose file is called `unknown…` are of what nobody here knows. */
const lists = async <A>(known: boolean): Promise<ReadonlyArray<A>> => {
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".ts") && name !== "Pasted.ts" && name.startsWith("unknown") !== known
  )
  const modules = await Promise.all(files.map((name) => import(new URL(name, folder).pathname)))
  return modules.flatMap((module: Readonly<Record<string, ReadonlyArray<A>>>) =>
    Object.values(module).flat(1)
  )
}

const known = await lists<Pasted>(true)
const nothing = await lists<string>(false)

/** What is wrong with an explanation, if anything is. */
const faults = (
  [message, reasons, statement, sqlState]: Pasted,
  said: Explanation = PgFailure.explain(message)
): ReadonlyArray<string> => {
  const again = !["PoolExhausted", "Unavailable", "Contention"].includes(said.reason)
  return [
    said.known ? "" : "unknown",
    reasons.split("|").includes(said.reason) ? "" : said.reason,
    statement === "any" || (statement === "unknown") === (said.statement === "unknown") ? "" : said.statement,
    sqlState === undefined || said.sqlState === sqlState ? "" : `SQLSTATE ${said.sqlState}`,
    again || !["no", "never"].includes(said.retry) ? "" : `try again: ${said.retry}`
  ].filter((fault) => fault !== "")
}

/** What is told of a text that comes line by line. */
const read = (text: string): Explanation | undefined => {
  const reader = LogReader.make()
  for (const line of text.split("\n")) reader.add(line)
  return reader.end().entries[0]?.explanation
}

const inEachLine = (prefix: string) => (text: string) => text.replaceAll(/^/gm, prefix)

/** What is written around a message on its way to whoever asks. */
const wrappings: Readonly<Record<string, (text: string) => string>> = {
  "a container's log": inEachLine("app-1  | "),
  "a pod's log": inEachLine("2026-02-01T10:00:00.123456789Z stderr F "),
  "the system's log": inEachLine("Feb  1 10:00:00 web-1 app[123]: "),
  "a platform's log": inEachLine("2026-02-01T10:00:00.000000+00:00 app[web.1]: "),
  "a quotation": inEachLine("> "),
  "a JSON log": (text) => JSON.stringify({ level: "error", msg: text, time: 1_700_000_000_000 }),
  "JSON in JSON": (text) => JSON.stringify({ log: JSON.stringify({ message: text }), stream: "stderr" }),
  Markdown: (text) => ["~~~", text, "~~~"].join("\n"),
  colours: (text) => `\u001B[31m${text}\u001B[39m`,
  "a question": (text) => `I keep getting this since yesterday:\n\n${text}\n\nAny idea?`,
  "a cell of a table": (text) => `"${text.replaceAll('"', '""')}"`,
  HTML: (text) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll("\n", "<br/>")
}

describe("explain, of what people paste", () => {
  it("is a good deal of it", () => {
    expect(known.length).toBeGreaterThan(1000)
    expect(nothing.length).toBeGreaterThan(100)
  })

  it.each(Object.entries(wrappings))(
    "says the same of all of it in %s",
    (_, wrap) => {
      expect(known.flatMap(([message, ...right]) => faults([wrap(message), ...right]))).toEqual([])
      expect(nothing.filter((message) => PgFailure.explain(wrap(message)).known)).toEqual([])
    },
    300_000
  ) // some two thousand texts, on a machine that may have other work

  it("says the same of all of it line by line", () => {
    const wrong = known.filter(
      ([message, reasons, statement]) =>
        faults([message, reasons, statement], read(message) ?? PgFailure.explain("")).length > 0
    )
    expect(wrong).toEqual([]) // a code that stands lines below is not asked for
    expect(nothing.filter((message) => read(message) !== undefined)).toEqual([])
  }, 300_000)

  it("reads on where a terminal broke a line", () => {
    const broken =
      'DBD::Pg::st execute failed: ERROR:  new row for relation "goat" violates check\nconstraint "sound" at'
    expect(faults([broken, "ConstraintViolated", "nothing", "23514"])).toEqual([])
  })

  it.each(known.map((pasted) => ({ message: pasted[0], pasted })))("knows $message", ({ pasted }) => {
    expect(faults(pasted)).toEqual([])
  })

  it.each(nothing)("claims nothing of %j", (message) => {
    const explanation = PgFailure.explain(message)
    expect(explanation).toMatchObject({
      known: false,
      reason: "Unclassified",
      retry: "unknown",
      statement: "unknown"
    })
  })
})
