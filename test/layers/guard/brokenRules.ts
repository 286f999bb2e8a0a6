import { check } from "../../../src/layers/guard/script/ScriptCheck.ts"

/** The rules that a script breaks, in order. */
export const rules = (script: string): ReadonlyArray<string> =>
  check(script).statements.flatMap(({ problems, verdict }) =>
    verdict === "unparsable" ? ["unparsable"] : problems.map(({ rule }) => rule.name)
  )
