import { always, type Branch } from "./Branch.ts"
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
  /** It is "unparsable" by a command of psql's, whatever the grammar takes: `\gexec`, or a file that cannot be included. */
  readonly byPsql?: true
  /** The file that it stands in, where that is one that the script includes. */
  readonly file?: string
  /** What the grammar says of it, and of which line, when it is unparsable. */
  readonly complaint?: { readonly message: string; readonly line: number }
}

/** A command of psql's, which is not judged. */
export interface Skipped {
  readonly line: number
  readonly command: string
  /** Where that is one that the script includes. */
  readonly file?: string
}

export interface Checked {
  readonly statements: ReadonlyArray<Judged>
  readonly skipped: ReadonlyArray<Skipped>
  /** The files that it has included, each time that it did. */
  readonly included: ReadonlyArray<string>
}

/** A file that a script includes: it is answered with its text, or with why there is none. */
export interface Wanted {
  readonly name: string
  /** Found from the file `from`, and not from the working directory. */
  readonly relative: boolean
  /** The file that includes it; undefined for the script itself. */
  readonly from: string | undefined
}
export type Found = { readonly file: string; readonly text: string } | { readonly because: string }

/** How a script is read: it says which character it has come to, and asks for the files that it includes. */
export type Steps<A> = Generator<number | Wanted, A, Found | undefined>

export interface Options {
  /** What the script is called, to know when it includes itself. */
  readonly file?: string
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

const judged = (read: Read): Judged => {
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

const follow = (branches: Branches, command: PsqlCommand.Conditional | undefined): void => {
  if (command === undefined) return
  if (command === "if") branches.choose(false)
  else branches.leave()
  if (command === "else") branches.complete()
  if (command === "endif") branches.chosen()
  else branches.enterSide()
}

/** Files that include each other are followed so far; psql goes on until it may open no more. */
const deepest = 32
/** A script that includes more than this is not read to its end. */
const mostIncluded = 1_000

/** A text that is read: a script, or a file that it includes. */
interface Source {
  readonly source: string
  /** Stands for `source` character by character. */
  readonly text: string
  /** The files that are being read, the outermost first. */
  readonly trail: ReadonlyArray<string>
  /** Undefined for the script itself. */
  readonly file: string | undefined
  /** Where it is included. */
  readonly around: Branch
}

/** One run of psql, from file to file. */
class Run {
  readonly reads: Array<Read> = []
  readonly skipped: Array<Skipped> = []
  readonly included: Array<string> = []
  readonly #session: SessionState
  #autocommit = true

  constructor({ singleTransaction = false }: Options) {
    this.#session = new SessionState(singleTransaction)
  }

  *script(source: Source): Steps<void> {
    yield* this.#through(source)
    this.#session.commit()
  }

  *#through({ around, file, source, text, trail }: Source): Steps<void> {
    const branches = new Branches()
    const lines = new Lines.Count(source)
    let wanted:
      | { readonly command: string; readonly line: number; readonly inclusion: PsqlCommand.Inclusion }
      | undefined
    const split = SqlScript.split(text, (part) => {
      const line = lines.of(part.start)
      const branch = [...around, ...branches.now]
      if (part.kind === "statement") {
        const whole = text === source ? part.text : source.slice(part.start, part.start + part.text.length)
        return this.#statement(part, { file, line, statement: whole }, branch)
      }
      if (part.kind !== "command") return undefined
      const inclusion = PsqlCommand.inclusion(part.text)
      if (inclusion === undefined) return this.#command(part.text, { line, file }, branches)
      wanted = {
        command: part.text,
        line,
        inclusion: part.amid === true ? { ...inclusion, name: undefined } : inclusion
      }
      return undefined
    })
    for (const at of split) {
      yield at
      if (wanted === undefined) continue
      const { command, inclusion, line } = wanted
      wanted = undefined
      const because = yield* this.#include(inclusion, { file, trail, around: [...around, ...branches.now] })
      if (because !== undefined)
        this.reads.push({
          file,
          because,
          statement: command,
          line,
          breaches: undefined,
          isRead: true,
          unread: []
        })
    }
  }

  #statement(
    part: SqlScript.Part,
    { file, line, statement }: Pick<Read, "file" | "line" | "statement">,
    branch: Branch
  ): SqlScript.Answer {
    const session = this.#session
    const facts = read(session.escapes ? Backslashes.conforming(part.text) : part.text)
    const breaches = facts?.flatMap((each) =>
      session.step(each, { begins: !this.#autocommit, joined: part.joined, branch })
    )
    const unread = facts?.flatMap((each) => each.unread) ?? []
    this.reads.push({ file, statement, line, breaches, isRead: isRead(facts), unread })
    return { awaitsRows: facts?.some((each) => each.awaitsRows) ?? false, escapes: session.escapes }
  }

  #command(command: string, { file, line }: Pick<Read, "file" | "line">, branches: Branches): undefined {
    this.skipped.push({ line, command, ...(file !== undefined && { file }) })
    const last = this.reads.at(-1)
    if (last !== undefined && PsqlCommand.executes(command)) last.executes = true
    if (PsqlCommand.connects(command)) this.#session.disconnect()
    const commits = PsqlCommand.autocommit(command)
    if (commits !== undefined) this.#autocommit = commits || branches.now.length > 0
    follow(branches, PsqlCommand.conditional(command))
  }

  /** Goes through a file as a part of the session, and says why where it does not. */
  *#include(
    { name, relative }: PsqlCommand.Inclusion,
    { around, file, trail }: Pick<Source, "around" | "file" | "trail">
  ): Steps<string | undefined> {
    if (name === undefined) return "which file it includes, and where, is only known when psql runs it"
    if (trail.length >= deepest || this.included.length >= mostIncluded)
      return `no more than ${mostIncluded.toLocaleString("en")} files are included, nor deeper than ${deepest}`
    const found = (yield { name, relative, from: file }) ?? { because: "files are not read here" }
    if ("because" in found)
      return `the file cannot be included: ${found.because}; psql looks for it from the ${relative ? "folder of this script" : "working directory (\\ir: from the folder of this script)"}`
    if (trail.includes(found.file)) return "the file includes itself"
    this.included.push(found.file)
    const { text } = found
    yield* this.#through({ source: text, text, trail: [...trail, found.file], file: found.file, around })
    return undefined
  }
}

/** Judges `text`, which stands for `source` character by character; `missed` is how much was not understood. */
function* run(source: string, text: string, options: Options): Steps<Checked & { readonly missed: number }> {
  const run = new Run(options)
  const trail = options.file === undefined ? [] : [options.file]
  yield* run.script({ source, text, trail, file: undefined, around: always })
  const missed = run.reads.reduce((sum, { isRead, statement }) => sum + (isRead ? 0 : statement.length), 0)
  return { statements: run.reads.map(judged), skipped: run.skipped, included: run.included, missed }
}

/**
 * Judges a script statement by statement as psql would send them, each in the state that those before it leave, and
 * begins outside a transaction. What a later ROLLBACK, DROP, DEALLOCATE, CLOSE or UNLISTEN of the same transaction takes
 * back is safe. What the grammar does not take changes nothing for the rest; where it is the tags of a template that it does
 * not take, they are placeholders. {@link Grammar.load} comes first.
 *
 * It goes on as it is asked to, says which character it has come to, and asks for the files that the script includes
 * with `\i` and `\ir`: they are parts of its session.
 */
export function* steps(source: string, options: Options = {}): Steps<Checked> {
  const plain = yield* run(source, source, options)
  const rendered = plain.missed === 0 ? source : Template.render(source)
  const filled = rendered === source ? plain : yield* run(source, rendered, options)
  const { included, skipped, statements } = filled.missed < plain.missed ? filled : plain
  return { statements, skipped, included }
}

/** The same at once, of a script that includes no other. */
export const check = (source: string, options: Options = {}): Checked => {
  const script = steps(source, options)
  for (;;) {
    const step = script.next()
    if (step.done === true) return step.value
  }
}
