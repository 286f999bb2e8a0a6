import * as Tree from "../sql/Tree.ts"
import type { Rule } from "./Rule.ts"
import type { SessionNeed } from "./StatementFacts.ts"

/**
 * A rule that a statement breaks by what it is; `object` is what can be dropped, deallocated or closed, and `uses` what
 * it is dropped with.
 */
export interface Broken {
  readonly rule: Rule
  readonly at?: number | undefined
  readonly object?: string
  readonly uses?: ReadonlyArray<string>
  readonly only?: SessionNeed["only"] & string
}

/** The rule that a node breaks, if it breaks one. */
export type Judge = (statement: Tree.Node) => Broken | undefined

/** Breaks a rule, where there is one to break. */
export const broken = (
  rule: Rule | undefined,
  node?: unknown,
  object?: string,
  uses: ReadonlyArray<string> = []
): Broken | undefined =>
  rule && { rule, at: Tree.location(node), ...(object !== undefined && { object, uses }) }
