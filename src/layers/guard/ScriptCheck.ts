import { Branches } from "./Branches.ts"
import * as Facts from "./Facts.ts"
import type { Unread } from "./LooseBody.ts"
import type { RoutineFacts } from "./Routine.ts"
import { type Rule, rules } from "./rules/Rule.ts"
import { type Breach, SessionState } from "./SessionState.ts"
import * as Backslashes from "./sql/Backslashes.ts"
import * as Grammar from "./sql/Grammar.ts"
import * as Lines from "./sql/Lines.ts"
import * as Placeholder from "./sql/Placeholder.ts"
import * as PsqlCommand from "./sql/PsqlCommand.ts"
import * as SqlScript from "./sql/SqlScript.ts"
import * as Template from "./sql/Template.ts"

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
  /** psql runs what it answers, which is not known here, and so is "unparsable" at best. */
  readonly executes?: true
  /** What the grammar says of it, and of which line, when it is unparsable. */
  readonly complaint?: { readonly message: string; readonly line: number }
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

export interface Options {
  /** Whether the script is sent as one transaction, as psql does with the option of that name. */
  readonly singleTransaction?: boolean
}

const factsOf = (text: string): ReadonlyArray<RoutineFacts> | undefined => {
  const statements = text.trim() === "" ? "not SQL" : Grammar.parse(text)
  if (statements === "not SQL") return undefined
  return statements === "too deep" ? Facts.of(text) : statements.map((each) => Facts.ofStatement(each, text))
}

const isRead = (facts: ReadonlyArray<RoutineFacts> | undefined): boolean =>
  facts?.every((each) => each.isRead) ?? false

/**
 * The facts of a statement, with its placeholders taken for what lets the grammar take it, its body included;
 * undefined when nothing does.
 */
const read = (text: string): ReadonlyArray<RoutineFacts> | undefined => {
  const plain = factsOf(text)
  if (isRead(plain)) return plain
  const filled = Placeholder.sorts
    .map((sort) => Placeholder.fill(text, sort))
    .filter((each) => each !== text)
    .map(factsOf)
    .filter((facts) => facts !== undefined)
  return filled.find(isRead) ?? filled[0] ?? plain
}

interface Read {
  readonly statement: string
  readonly line: number
  readonly breaches: ReadonlyArray<Breach> | undefined
  readonly isRead: boolean
  readonly unread: ReadonlyArray<Unread>
  executes?: true
}

const judged = (read: Read): Judged => {
  const unread = read.unread.map(({ position, ...more }) => ({
    line: Lines.at(read.statement, position, read.line),
    ...more
  }))
  return { ...verdictOf(read), ...(unread.length > 0 && { unread }) }
}

const verdictOf = ({ breaches, executes, line, statement }: Read): Judged => {
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
  return { line, statement, verdict: "unparsable", problems, executes, complaint }
}

const follow = (branches: Branches, command: PsqlCommand.Conditional | undefined): void => {
  if (command === undefined) return
  if (command === "if") branches.choose(false)
  else branches.leave()
  if (command === "else") branches.complete()
  if (command === "endif") branches.chosen()
  else branches.enterSide()
}

/** Judges `text`, which stands for `source` character by character; `missed` is how much was not understood. */
function* run(
  source: string,
  text: string,
  { singleTransaction = false }: Options
): Generator<number, Checked & { readonly missed: number }> {
  const session = new SessionState(singleTransaction)
  const branches = new Branches()
  let autocommit = true
  const lines = new Lines.Count(source)
  const reads: Array<Read> = []
  const skipped: Array<Skipped> = []
  yield* SqlScript.split(text, (part) => {
    const line = lines.of(part.start)
    if (part.kind === "command") {
      skipped.push({ line, command: part.text })
      const last = reads.at(-1)
      if (last !== undefined && PsqlCommand.executes(part.text)) last.executes = true
      if (PsqlCommand.connects(part.text)) session.disconnect()
      const commits = PsqlCommand.autocommit(part.text)
      if (commits !== undefined) autocommit = commits || branches.now.length > 0
      follow(branches, PsqlCommand.conditional(part.text))
    }
    if (part.kind !== "statement") return
    const facts = read(session.escapes ? Backslashes.conforming(part.text) : part.text)
    const breaches = facts?.flatMap((each) =>
      session.step(each, { begins: !autocommit, joined: part.joined, branch: branches.now })
    )
    const statement = text === source ? part.text : source.slice(part.start, part.start + part.text.length)
    const unread = facts?.flatMap((each) => each.unread) ?? []
    reads.push({ statement, line, breaches, isRead: isRead(facts), unread })
    return { awaitsRows: facts?.some((each) => each.awaitsRows) ?? false, escapes: session.escapes }
  })
  session.commit()
  const missed = reads.reduce((sum, { isRead, statement }) => sum + (isRead ? 0 : statement.length), 0)
  return { statements: reads.map(judged), skipped, missed }
}

/**
 * Judges a script statement by statement as psql would send them, each in the state that those before it leave, and
 * begins outside a transaction. What a later ROLLBACK, DROP, DEALLOCATE, CLOSE or UNLISTEN of the same transaction takes
 * back is safe. What the grammar does not take changes nothing for the rest; where it is the tags of a template that it does
 * not take, they are placeholders. {@link Grammar.load} comes first.
 *
 * It goes on as it is asked to, and says which character of the script it has come to.
 */
export function* steps(source: string, options: Options = {}): Generator<number, Checked> {
  const plain = yield* run(source, source, options)
  const rendered = plain.missed === 0 ? source : Template.render(source)
  const filled = rendered === source ? plain : yield* run(source, rendered, options)
  const { skipped, statements } = filled.missed < plain.missed ? filled : plain
  return { statements, skipped }
}

/** The same at once. */
export const check = (source: string, options: Options = {}): Checked => {
  const script = steps(source, options)
  for (;;) {
    const step = script.next()
    if (step.done === true) return step.value
  }
}
