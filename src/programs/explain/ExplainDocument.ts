import type { Explanation } from "../../layers/failure/PgFailure.ts"

/** What a document says that is an explanation of this version. */
export const format = "aquifer-explain-1"

/** What `aquifer explain --json` prints. */
export interface ExplainDocument extends Explanation {
  readonly format: typeof format
}

export const of = (explanation: Explanation): ExplainDocument => ({ format, ...explanation })
