import { Effect } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as InputCheck from "./InputCheck.ts"
import { Keyword, maxKeywordBytes } from "./ResearchDocument.ts"

const decode = InputCheck.decode(Keyword, "keyword")

/** Ordinary text that needs no trimming: printable ASCII without a blank at either end. */
const plain = /^[!-~](?:[ -~]*[!-~])?$/

/**
 * Whether a keyword may be used as it is: ordinary text, as most are.
 *
 * The others go to the schema, which says what is wrong with them and takes fifty times as long.
 */
export const isPlain = (input: string): boolean =>
  typeof input === "string" && input.length <= maxKeywordBytes && plain.test(input)

/** The keyword trimmed, or why it is refused. */
export const checkKeyword = (input: string): Effect.Effect<string, Rejected> =>
  isPlain(input) ? Effect.succeed(input) : decode(input)
