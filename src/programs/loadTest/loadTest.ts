import { Command, Flag } from "effect/cli"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import { countFlag } from "../terminal/CountFlag.ts"
import { durationFlag } from "../terminal/DurationFlag.ts"
import { lazily } from "../terminal/lazily.ts"
import * as WebFlags from "../web/WebFlags.ts"

const flags = {
  requests: countFlag("requests", 1, 10_000_000).pipe(
    Flag.withDescription("Requests to send; 50 unless given"),
    Flag.optional
  ),
  concurrency: countFlag("concurrency", 1, 1_000_000).pipe(
    Flag.withDescription("Requests under way at once; all of them unless given"),
    Flag.optional
  ),
  mode: Flag.Literals("mode", ["pooled", "direct", "unpooled"]).pipe(
    Flag.withDescription(
      "Through the pooled endpoint, the direct one's pool, or a new connection for each request"
    ),
    Flag.withDefault("pooled")
  ),
  rate: countFlag("rate", 1, 1_000_000).pipe(
    Flag.withDescription("Instead of --requests: so many a second, whether earlier ones are answered or not"),
    Flag.optional
  ),
  duration: durationFlag("for").pipe(
    Flag.withDescription('How long, with --rate; "10 seconds" unless given'),
    Flag.optional
  ),
  queryTime: durationFlag("query-time").pipe(
    Flag.withDescription(
      'How long each statement takes on the server, such as "50 millis"; a count of the research cache unless given'
    ),
    Flag.optional
  ),
  deadline: durationFlag("deadline").pipe(
    Flag.withDescription(
      "Deadline of each request; POOL_TIMEOUT alone unless given, which is 60 s here unless set or with --rate"
    ),
    Flag.optional
  ),
  ...WebFlags.flags,
  html: HtmlFlag.flag,
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of tables"),
    Flag.withDefault(false)
  )
}

/** `aquifer load-test`: sends requests at once and reports success rate, latencies and pool occupancy. */
export const loadTest = Command.make(
  "load-test",
  flags,
  lazily(() => import("./loadTestHandler.ts"))
).pipe(
  Command.withDescription(
    "Send many requests at once; report success rate, latencies, refusals and pool occupancy"
  ),
  Command.withExamples([
    { command: "aquifer load-test --requests 50", description: "The reference document's test" },
    {
      command: "aquifer load-test --requests 500 --concurrency 50 --mode unpooled",
      description: "The same without a pool"
    },
    {
      command:
        'aquifer load-test --rate 2000 --for "30 seconds" --query-time "50 millis" --deadline "2 seconds"',
      description: "Ten times what ten connections can serve"
    }
  ])
)
