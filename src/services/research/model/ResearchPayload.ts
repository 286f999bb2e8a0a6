import { Effect } from "effect"
import { jsonbBytes } from "../../../layers/encode/JsonbBytes.ts"
import { snapshot } from "../../../layers/encode/StorableJson.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { place } from "../../../layers/failure/SchemaRefusal.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import { maxTextBytes } from "./ResearchDocument.ts"

/** What a cache entry holds: any JSON value, at most 7 MiB of it. */
export type ResearchPayload =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<ResearchPayload>
  | { readonly [key: string]: ResearchPayload }

/** The payload as JSON text that Postgres gives back as it is; a refusal names the place in it. */
export const encode = (payload: unknown): Effect.Effect<string, Rejected> =>
  Effect.suspend(() => {
    const found = snapshot(payload, maxTextBytes)
    if ("problem" in found) return Effect.fail(rejected(place("payload", found.path), found.problem))
    return jsonbBytes(found.json, maxTextBytes) <= maxTextBytes
      ? Effect.succeed(JSON.stringify(found.json))
      : Effect.fail(rejected("payload", `is longer than ${maxTextBytes.toLocaleString("en")} bytes as jsonb`))
  })
