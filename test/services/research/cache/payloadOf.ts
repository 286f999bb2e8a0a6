import { ResearchCache } from "aquifer/research"
import { Effect, Option } from "effect"

/** What is held for a keyword, if anything is. */
export const payloadOf = (keyword: string) =>
  Effect.flatMap(ResearchCache, (cache) =>
    Effect.map(
      cache.lookup(keyword),
      Option.map(({ payload }) => payload)
    )
  )
