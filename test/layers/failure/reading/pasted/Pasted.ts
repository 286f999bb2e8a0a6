/**
 * A message as it was published, with names and addresses changed; the reasons that are right for it, between bars;
 * what is right of the statement: `nothing` lasting happened, it is `unknown`, or `any` where the message does not say.
 */
export type Pasted = readonly [
  message: string,
  reasons: string,
  statement: "nothing" | "unknown" | "any",
  sqlState?: string
]
