import type { ChangeEvent } from "../../services/research/changes/ChangeFeed.ts"

/** What a line says that is an event of this version. */
export const format = "aquifer-watch-1"

/** A line that `aquifer watch --json` prints: what happened, and when it was told (ISO 8601). */
export type WatchEvent = { readonly format: typeof format; readonly at: string } & (
  | ({ readonly event: "listening" } & Omit<Extract<ChangeEvent, { _tag: "Listening" }>, "_tag">)
  | { readonly event: "changed"; readonly keyword: string }
  | ({ readonly event: "gap" } & Omit<Extract<ChangeEvent, { _tag: "Gap" }>, "_tag">)
)

/** An event as lines: keywords that were told together are a line each. */
export const of = (event: ChangeEvent, at: string): ReadonlyArray<WatchEvent> => {
  switch (event._tag) {
    case "Listening":
      return [{ format, at, event: "listening", by: event.by }]
    case "Changed":
      return event.keys.map((keyword) => ({ format, at, event: "changed", keyword }))
    case "Gap":
      return [{ format, at, event: "gap", reason: event.reason, continues: event.continues }]
  }
}
