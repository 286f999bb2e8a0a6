import { Schema } from "effect"
import * as PoolUse from "../crew/PoolUse.ts"

/** How a process of a fleet is started: its one argument. */
export const FleetOptions = Schema.fromJsonString(
  Schema.Struct({
    from: Schema.optional(Schema.String),
    /** Folder of the private servers, which it finds running there. */
    data: Schema.optional(Schema.String)
  })
)
export interface FleetOptions extends Schema.Schema.Type<typeof FleetOptions> {}

/** What it tells the one that started it, again and again; the first such word says that it is ready. */
export const FleetWord = Schema.Struct({ port: Schema.Int, pool: PoolUse.PoolUse })
export interface FleetWord extends Schema.Schema.Type<typeof FleetWord> {}

/** What it is told when there is no more work. That the other is gone means the same. */
export const end = "end"
