import { Command, Flag } from "effect/cli"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import { countFlag } from "../terminal/CountFlag.ts"
import { lazily } from "../terminal/lazily.ts"
import * as WebFlags from "../web/WebFlags.ts"

const flags = {
  from: Flag.String("from").pipe(
    Flag.withDescription(
      "A .jsonl or .jsonl.gz file (no pipe), or a folder of Markdown; the installed packages' Markdown unless given"
    ),
    Flag.withMetavar("PATH"),
    Flag.optional
  ),
  agents: countFlag("agents", 1, 100_000).pipe(
    Flag.withDescription("Agents at work at once; 50 unless given"),
    Flag.withDefault(50)
  ),
  keywords: countFlag("keywords", 1, 1_000_000_000).pipe(
    Flag.withDescription("Ask only for the first N keywords of the source"),
    Flag.optional
  ),
  repeat: countFlag("repeat", 1, 1_000).pipe(
    Flag.withDescription(
      "How often each keyword is asked for, from the second time on a hit; twice unless given"
    ),
    Flag.withDefault(2)
  ),
  cluster: countFlag("cluster", 1, 64).pipe(
    Flag.withDescription(
      "Let the agents work in N processes of a cluster, which take over for one that dies; in this one unless given"
    ),
    Flag.optional
  ),
  data: Flag.String("data").pipe(
    Flag.withDescription(
      "Folder of the private Postgres that is started when no URL is set; .aquifer/postgres unless given"
    ),
    Flag.withMetavar("DIR"),
    Flag.optional
  ),
  postgresPort: countFlag("postgres-port", 1, 65_535).pipe(
    Flag.withDescription("Port of the private Postgres; a free one unless given"),
    Flag.optional
  ),
  pgbouncerPort: countFlag("pgbouncer-port", 1, 65_535).pipe(
    Flag.withDescription("Port of the private PgBouncer; a free one unless given"),
    Flag.optional
  ),
  ...WebFlags.flags,
  html: HtmlFlag.flag,
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of tables"),
    Flag.withDefault(false)
  )
}

/** `aquifer start`: agents research keywords from real documents through the pooled endpoint. */
export const start = Command.make(
  "start",
  flags,
  lazily(() => import("./startHandler.ts"))
).pipe(
  Command.withDescription(
    "Run the main job: agents research keywords from real documents through the pooled endpoint"
  ),
  Command.withExamples([
    { command: "aquifer start", description: "From the Markdown of the installed packages" },
    {
      command: "aquifer start --from documents.jsonl.gz --repeat 3 --agents 100",
      description: "From a file"
    },
    { command: "aquifer start --cluster 3", description: "In three processes" }
  ])
)
