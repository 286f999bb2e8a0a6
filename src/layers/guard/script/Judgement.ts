import type { Unread } from "../body/LooseBody.ts"
import { type Rule, rules } from "../rules/Rule.ts"
import type { Breach } from "../SessionState.ts"
import * as Grammar from "../sql/Grammar.ts"
import * as Lines from "../sql/Lines.ts"

/** One thing in a statement that cannot run under transaction pooling. */
export interface Problem {
  readonly rule: Rule
  /** The line of the file that it stands in. */
  readonly line: number
}

/** EXECUTE of what is only known then, or a body in a language that is not read. */
export interface UnreadLine {
  readonly line: number
  /** The body's; left out for EXECUTE. */
  readonly language?: string
}

/** A statement of a script, judged in its place. */
export interface Judged {
  /** The line that it begins in. */
  readonly line: number
  readonly statement: string
  readonly verdict: "safe" | "unsafe" | "unparsable"
  /** Why it is unsafe; empty otherwise. */
  readonly problems: ReadonlyArray<Problem>
  /** What its body does that nobody knows before, and so was not judged. */
  readonly unread?: ReadonlyArray<UnreadLine>
  /** It is "unparsable" by a command of psql's, whatever the grammar takes: `\gexec`, or a file that cannot be included, or is no text. */
  readonly byPsql?: true
  /** The file that it stands in, where that is one that the script includes. */
  readonly file?: string
  /** What the grammar says of it, and of which line, when it is unparsable. */
  readonly complaint?: { readonly message: string; readonly line: number }
}

/** A statement that was gone through. */
export interface Read {
  readonly file: string | undefined
  /** Why a file was not included; its statement is psql's command. */
  readonly because?: string
  readonly statement: string
  readonly line: number
  readonly breaches: ReadonlyArray<Breach> | undefined
  readonly isRead: boolean
  readonly unread: ReadonlyArray<Unread>
  executes?: true
}

/** The judgement on it. */
export const judged = (read: Read): Judged => {
  const unread = read.unread.map(({ position, ...more }) => ({
    line: Lines.at(read.statement, position, read.line),
    ...more
  }))
  const file = read.file === undefined ? {} : { file: read.file }
  return { ...verdictOf(read), ...file, ...(unread.length > 0 && { unread }) }
}

const verdictOf = ({ because, breaches, executes, line, statement }: Read): Judged => {
  if (because !== undefined) {
    const complaint = { message: because, line }
    return { line, statement, verdict: "unparsable", problems: [], byPsql: true, complaint }
  }
  if (breaches === undefined) {
    const { message, position } = Grammar.complaint(statement)
    const complaint = { message, line: Lines.at(statement, position, line) }
    return { line, statement, verdict: "unparsable", problems: [], complaint }
  }
  const problems = breaches
    .filter(({ need, undone }) => !undone && need.rule !== rules.trackedSetting) // a script has its connection to itself
    .map(({ need }) => ({ rule: need.rule, line: Lines.at(statement, need.position, line) }))
  if (problems.length > 0) return { line, statement, verdict: "unsafe", problems }
  if (executes === undefined) return { line, statement, verdict: "safe", problems }
  const complaint = { message: "\\gexec runs what it answers, which is not known before", line }
  return { line, statement, verdict: "unparsable", problems, byPsql: true, complaint }
}
