import type { Verdict } from "./Verdict.ts"

/**
 * Words that mean the same, and what: a verdict, or the SQLSTATE or Node's code whose verdict it is; where a SQLSTATE
 * says two things, Postgres' English words follow it. `%s` stands for any text, `%d` for a number; quotation marks may be
 * those of any language.
 */
export type Said = readonly [means: Verdict | string, ...says: ReadonlyArray<string>]

/** What one program, or programs of one kind, say. */
export interface Voice {
  readonly source: string
  readonly said: ReadonlyArray<Said>
}
