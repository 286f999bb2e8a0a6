import * as Facts from "./Facts.ts"
import type { Rule } from "./Rule.ts"
import { type Breach, SessionState } from "./SessionState.ts"
import * as Grammar from "./sql/Grammar.ts"
import { tokenAt } from "./sql/Lexer.ts"
import * as SqlScript from "./sql/SqlScript.ts"
import type { StatementFacts } from "./StatementFacts.ts"

/** One thing in a statement that cannot run under transaction pooling. */
export interface Problem {
  readonly rule: Rule
  /** The line of the file that it stands in. */
  readonly line: number
}

/** A statement of a script, judged in its place. */
export interface Judged {
  /** The line that it begins in. */
  readonly line: number
  readonly statement: string
  readonly verdict: "safe" | "unsafe" | "unparsable"
  /** Why it is unsafe; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>
}

/** A command of psql's, which is not judged. */
export interface Skipped {
  readonly line: number
  readonly command: string
}

export interface Checked {
  readonly statements: ReadonlyArray<Judged>
  readonly skipped: ReadonlyArray<Skipped>
}

/** A new connection: whatever the old one was doing is rolled back. */
const connects = /^\\(?:c|connect)\b/

const variable = /^:(?:'\w+'|"\w+"|\{\?\w+\}|\w+)/

/**
 * A statement with psql's variables in it as one of the same length without: `:name` as a name, `:'name'` as a
 * string, `:"name"` as a quoted name.
 */
const withoutVariables = (text: string): string => {
  let result = ""
  let at = 0
  while (at < text.length) {
    const { end } = tokenAt(text, at)
    const colon = text.slice(at, end).indexOf(":")
    const found =
      colon !== -1 && text[at + colon + 1] !== ":" && text[at + colon - 1] !== ":"
        ? variable.exec(text.slice(at + colon))?.[0]
        : undefined
    if (found === undefined || /['"$]/.test(text[at] ?? "")) {
      result += text.slice(at, end)
      at = end
    } else {
      const name =
        found[1] === "{"
          ? "true".padEnd(found.length)
          : found[1] === "'" || found[1] === '"'
            ? ` ${found.slice(1)}`
            : `_${found.slice(1)}`
      result += text.slice(at, at + colon) + name
      at += colon + found.length
    }
  }
  return result
}

const read = (text: string): ReadonlyArray<StatementFacts> | undefined => {
  const plain = Grammar.parse(text)
  if (plain !== "not SQL")
    return typeof plain === "string" ? Facts.of(text) : plain.map((each) => Facts.ofStatement(each, text))
  if (!text.includes(":")) return undefined
  const replaced = withoutVariables(text)
  return replaced === text || Grammar.parse(replaced) === "not SQL" ? undefined : Facts.of(replaced)
}

const lineAt = (text: string, position: number, first: number): number =>
  first + (text.slice(0, position).match(/\n/g)?.length ?? 0)

interface Read {
  readonly part: SqlScript.Part
  readonly breaches: ReadonlyArray<Breach> | undefined
}

const judged = ({ breaches, part: { line, text } }: Read): Judged => {
  const problems = (breaches ?? [])
    .filter(({ undone }) => !undone)
    .map(({ need }) => ({ rule: need.rule, line: lineAt(text, need.position, line) }))
  const verdict = breaches === undefined ? "unparsable" : problems.length > 0 ? "unsafe" : "safe"
  return { line, statement: text, verdict, problems }
}

/**
 * Judges a script statement by statement as psql would send them, each in the state that those before it leave, and
 * begins outside a transaction. What a later ROLLBACK, DROP, DEALLOCATE or CLOSE of the same transaction takes back is
 * safe. What the grammar does not take changes nothing for the rest. {@link Grammar.load} comes first.
 */
export const check = (source: string): Checked => {
  const session = new SessionState()
  const reads: Array<Read> = []
  const skipped: Array<Skipped> = []
  for (const part of SqlScript.split(source)) {
    if (part.kind === "command") {
      skipped.push({ line: part.line, command: part.text })
      if (connects.test(part.text)) session.disconnect()
    } else if (part.kind === "statement") {
      const facts = read(part.text)
      reads.push({ part, breaches: facts?.flatMap((each) => session.step(each)) })
    }
  }
  return { statements: reads.map(judged), skipped }
}
