import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { backupTools } from "./pasted/backupTools.ts"
import { clientsAgain } from "./pasted/clientsAgain.ts"
import { clientsOthers } from "./pasted/clientsOthers.ts"
import { clusterTools } from "./pasted/clusterTools.ts"
import { containers } from "./pasted/containers.ts"
import { dashboards } from "./pasted/dashboards.ts"
import { distributed } from "./pasted/distributed.ts"
import { dotNet } from "./pasted/dotNet.ts"
import { elixir } from "./pasted/elixir.ts"
import { go } from "./pasted/go.ts"
import { goMore } from "./pasted/goMore.ts"
import { issuesOfPoolers } from "./pasted/issuesOfPoolers.ts"
import { issuesOfTools } from "./pasted/issuesOfTools.ts"
import { java } from "./pasted/java.ts"
import { javaMore } from "./pasted/javaMore.ts"
import { javaOthers } from "./pasted/javaOthers.ts"
import { languages } from "./pasted/languages.ts"
import { languagesMore } from "./pasted/languagesMore.ts"
import { languagesOthers } from "./pasted/languagesOthers.ts"
import { logs } from "./pasted/logs.ts"
import { logsMore } from "./pasted/logsMore.ts"
import { node } from "./pasted/node.ts"
import { nodeMore } from "./pasted/nodeMore.ts"
import type { Pasted } from "./pasted/Pasted.ts"
import { perlHaskellSwift } from "./pasted/perlHaskellSwift.ts"
import { pgBouncerLogs } from "./pasted/pgBouncerLogs.ts"
import { php } from "./pasted/php.ts"
import { pipelines } from "./pasted/pipelines.ts"
import { platforms } from "./pasted/platforms.ts"
import { poolers } from "./pasted/poolers.ts"
import { poolersMore } from "./pasted/poolersMore.ts"
import { poolersOthers } from "./pasted/poolersOthers.ts"
import { poolersSmall } from "./pasted/poolersSmall.ts"
import { postgres } from "./pasted/postgres.ts"
import { postgresMore } from "./pasted/postgresMore.ts"
import { postgresOthers } from "./pasted/postgresOthers.ts"
import { prisma } from "./pasted/prisma.ts"
import { providers } from "./pasted/providers.ts"
import { python } from "./pasted/python.ts"
import { pythonMore } from "./pasted/pythonMore.ts"
import { replication } from "./pasted/replication.ts"
import { ruby } from "./pasted/ruby.ts"
import { rust } from "./pasted/rust.ts"
import { servers } from "./pasted/servers.ts"
import { storage } from "./pasted/storage.ts"
import { supavisorLogs } from "./pasted/supavisorLogs.ts"
import { tools } from "./pasted/tools.ts"
import { unknown } from "./pasted/unknown.ts"
import { unknownAgain } from "./pasted/unknownAgain.ts"
import { unknownElsewhere } from "./pasted/unknownElsewhere.ts"
import { unknownMore } from "./pasted/unknownMore.ts"
import { unknownOthers } from "./pasted/unknownOthers.ts"
import { unknownStrangers } from "./pasted/unknownStrangers.ts"

const known: ReadonlyArray<Pasted> = [
  ...clientsAgain,
  ...clientsOthers,
  ...dotNet,
  ...elixir,
  ...go,
  ...goMore,
  ...java,
  ...javaMore,
  ...javaOthers,
  ...languages,
  ...languagesMore,
  ...languagesOthers,
  ...logs,
  ...logsMore,
  ...node,
  ...nodeMore,
  ...perlHaskellSwift,
  ...php,
  ...poolers,
  ...poolersMore,
  ...poolersOthers,
  ...postgres,
  ...postgresMore,
  ...postgresOthers,
  ...prisma,
  ...python,
  ...pythonMore,
  ...replication,
  ...ruby,
  ...rust,
  ...servers,
  ...storage,
  ...tools,
  ...pgBouncerLogs,
  ...supavisorLogs,
  ...poolersSmall,
  ...providers,
  ...distributed,
  ...clusterTools,
  ...backupTools,
  ...containers,
  ...pipelines,
  ...dashboards,
  ...issuesOfPoolers,
  ...issuesOfTools,
  ...platforms
]

const nothing: ReadonlyArray<string> = [
  ...unknown,
  ...unknownAgain,
  ...unknownElsewhere,
  ...unknownMore,
  ...unknownOthers,
  ...unknownStrangers
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
  it.each(Object.entries(wrappings))("says the same of all of it in %s", (_, wrap) => {
    expect(known.flatMap(([message, ...right]) => faults([wrap(message), ...right]))).toEqual([])
    expect(nothing.filter((message) => PgFailure.explain(wrap(message)).known)).toEqual([])
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
