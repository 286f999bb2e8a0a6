import type { Branch } from "../Branch.ts"
import { Branches } from "../Branches.ts"
import { SessionState } from "../SessionState.ts"
import * as Backslashes from "../sql/Backslashes.ts"
import * as Lines from "../sql/Lines.ts"
import * as PsqlCommand from "../sql/PsqlCommand.ts"
import * as SqlScript from "../sql/SqlScript.ts"
import * as Filled from "./Filled.ts"
import type { Read } from "./Judgement.ts"

/** A command of psql's, which is not judged. */
export interface Skipped {
  readonly line: number
  readonly command: string
  /** Where that is one that the script includes. */
  readonly file?: string
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
export class PsqlRun {
  readonly reads: Array<Read> = []
  readonly skipped: Array<Skipped> = []
  readonly included: Array<string> = []
  readonly #session: SessionState
  #autocommit = true

  constructor(singleTransaction: boolean) {
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
    const facts = Filled.read(session.escapes ? Backslashes.conforming(part.text) : part.text)
    const breaches = facts?.flatMap((each) =>
      session.step(each, { begins: !this.#autocommit, joined: part.joined, branch })
    )
    const unread = facts?.flatMap((each) => each.unread) ?? []
    this.reads.push({ file, statement, line, breaches, isRead: Filled.isRead(facts), unread })
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
