import { Clock, Effect, Stream } from "effect"
import type { ChangeEvent } from "../../services/research/changes/ChangeEvent.ts"
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

const described = (event: ChangeEvent): string => {
  switch (event._tag) {
    case "Listening":
      return "listening"
    case "Changed":
      return `changed    ${JSON.stringify(event.keyword)}`
    case "Gap":
      return `gap        ${event.reason}`
  }
}

const line = (json: boolean, event: ChangeEvent, at: string): string =>
  json ? JSON.stringify(WatchEvent.of(event, at)) : `${at}  ${described(event)}`

/** Prints the changes until it is stopped. */
export const handler = ({ json }: Options) =>
  Effect.gen(function* () {
    const { by, events } = yield* ChangeFeed
    if (!json) yield* Output.tell(opening[by])
    yield* Stream.runForEach(events, (event) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Output.print(line(json, event, new Date(now).toISOString()))
      )
    )
  }).pipe(Effect.provide(ChangeFeed.layer))
