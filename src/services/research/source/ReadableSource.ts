import type { Effect } from "effect"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { DocumentSourceError } from "./DocumentSourceError.ts"

/** Documents that have been looked through, and can be read. */
export interface ReadableSource {
  /** What the documents come from, for people. */
  readonly path: string
  /** In the order of their first appearance, each once. */
  readonly keywords: ReadonlyArray<string>
  /** How many there are under all keywords. */
  readonly documents: number
  /** The documents of a keyword, in order, read from the files now. */
  readonly read: (keyword: string) => Effect.Effect<ReadonlyArray<ResearchDocument>, DocumentSourceError>
}
