import type { Catalogue } from "../evaluation/Catalogue.ts"
import * as Facts from "../Facts.ts"
import type { RoutineFacts } from "../Routine.ts"
import * as Grammar from "../sql/Grammar.ts"
import * as Placeholder from "../sql/Placeholder.ts"

const factsOf = (text: string, catalogue: Catalogue): ReadonlyArray<RoutineFacts> | undefined => {
  const statements = text.trim() === "" ? "not SQL" : Grammar.parse(text)
  if (statements === "not SQL") return undefined
  return statements === "too deep"
    ? Facts.of(text, catalogue)
    : statements.map((each) => Facts.ofStatement(each, text, catalogue))
}

/** Whether all of a statement is understood. */
export const isRead = (facts: ReadonlyArray<RoutineFacts> | undefined): boolean =>
  facts?.every((each) => each.isRead) ?? false

/**
 * The facts of a statement, with its placeholders taken for what lets the grammar take it, its body included;
 * undefined when nothing does.
 */
export const read = (text: string, catalogue: Catalogue): ReadonlyArray<RoutineFacts> | undefined => {
  const plain = factsOf(text, catalogue)
  if (isRead(plain)) return plain
  const filled = Placeholder.sorts
    .map((sort) => Placeholder.fill(text, sort))
    .filter((each) => each !== text)
    .map((each) => factsOf(each, catalogue))
    .filter((facts) => facts !== undefined)
  return filled.find(isRead) ?? filled[0] ?? plain
}
