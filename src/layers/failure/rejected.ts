import { Rejected } from "./Reason.ts"

/** The input is refused before a connection is taken; `field` says which part of it, `problem` what is wrong. */
export const rejected = (field: string, problem: string): Rejected =>
  new Rejected({ field, statement: "did not run", message: `${field} ${problem}` })
