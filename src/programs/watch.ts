import { Clock, Console, Effect, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import type { ChangeEvent } from "../services/research/changes/ChangeEvent.ts"
import { ChangeFeed } from "../services/research/changes/ChangeFeed.ts"

const flags = {
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document a line"),
    Flag.withDefault(false)
  )
}

/** What a line says that is an event of this version. */
const format = "aquifer-watch-1"

/** A line that `aquifer watch --json` prints: what happened, and when it was told (ISO 8601). */
export type WatchEvent = { readonly format: typeof format; readonly at: string } & (
  | ({ readonly event: "listening" } & Omit<Extract<ChangeEvent, { _tag: "Listening" }>, "_tag">)
  | ({ readonly event: "changed" } & Omit<Extract<ChangeEvent, { _tag: "Changed" }>, "_tag">)
  | ({ readonly event: "gap" } & Omit<Extract<ChangeEvent, { _tag: "Gap" }>, "_tag">)
)

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

const documentOf = (event: ChangeEvent, at: string): WatchEvent => {
  switch (event._tag) {
    case "Listening":
      return { format, at, event: "listening", by: event.by }
    case "Changed":
      return { format, at, event: "changed", keyword: event.keyword }
    case "Gap":
      return { format, at, event: "gap", reason: event.reason, continues: event.continues }
  }
}

const line = (json: boolean, event: ChangeEvent, at: string): string =>
  json ? JSON.stringify(documentOf(event, at)) : `${at}  ${described(event)}`

/** `aquifer watch`: changes of the cache as they are committed, a line each, until it is stopped. */
export const watch = Command.make("watch", flags, ({ json }) =>
  Effect.gen(function* () {
    const { by, events } = yield* ChangeFeed
    if (!json) yield* Console.error(opening[by])
    yield* Stream.runForEach(events, (event) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Console.log(line(json, event, new Date(now).toISOString()))
      )
    )
  }).pipe(Effect.provide(ChangeFeed.layer))
).pipe(
  Command.withDescription(
    "Print what changes in the cache as it is committed: by notifications (DATABASE_URL), or by polling (DATABASE_POOL_URL)"
  ),
  Command.withExamples([
    { command: "aquifer watch", description: "A line for each change, and for each gap" },
    { command: "aquifer watch --json", description: "The same for programs" }
  ])
)
