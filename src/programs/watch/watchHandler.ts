import { Clock, Effect, Stream } from "effect"
import { ChangeFeed } from "../../services/research/changes/ChangeFeed.ts"
import * as Output from "../terminal/Output.ts"
import * as WatchEvent from "./WatchEvent.ts"

interface Options {
  readonly json: boolean
}

/** What is said first, for people, on standard error. */
const opening = {
  notifications: "Watching by notifications over the direct endpoint; Ctrl-C ends",
  polling: "Watching by reading the log once a second, as DATABASE_URL is not set; Ctrl-C ends"
} satisfies Record<ChangeFeed["Service"]["by"], string>

const described = (line: WatchEvent.WatchEvent): string => {
  switch (line.event) {
    case "listening":
      return "listening"
    case "changed":
      return `changed    ${JSON.stringify(line.keyword)}`
    case "gap":
      return `gap        ${line.reason}`
  }
}

/** Prints the changes until it is stopped. */
export const handler = ({ json }: Options) =>
  Effect.gen(function* () {
    const { by, events } = yield* ChangeFeed
    if (!json) yield* Output.tell(opening[by])
    const print = (line: WatchEvent.WatchEvent) =>
      Output.print(json ? JSON.stringify(line) : `${line.at}  ${described(line)}`)
    yield* Stream.runForEach(events, (event) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Effect.forEach(WatchEvent.of(event, new Date(now).toISOString()), print, { discard: true })
      )
    )
  }).pipe(Effect.provide(ChangeFeed.layer))
