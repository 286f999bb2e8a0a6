import type { Branch } from "../body/Branch.ts"
import { SessionState } from "../SessionState.ts"
import * as Backslashes from "../sql/Backslashes.ts"
import * as Lines from "../sql/Lines.ts"
import * as PsqlCommand from "../sql/PsqlCommand.ts"
import * as SqlScript from "../sql/SqlScript.ts"
import * as Filled from "./Filled.ts"
import type { Read } from "./Judgement.ts"
import { PsqlConditions } from "./PsqlConditions.ts"
import { PsqlVariables } from "./PsqlVariables.ts"

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

/** Where a statement or a command stands. */
interface Place extends Pick<Read, "file" | "line" | "statement"> {
  readonly branch: Branch
}

/** One run of psql, from file to file. */
export class PsqlRun {
  readonly reads: Array<Read> = []
  readonly skipped: Array<Skipped> = []
  readonly included: Array<string> = []
  readonly #session: SessionState
  readonly #variables = new PsqlVariables()
  #autocommit = true

  constructor(singleTransaction: boolean) {
    this.#session = new SessionState(singleTransaction)
  }

  *script(source: Source): Steps<void> {
    yield* this.#through(source)
    this.#session.commit()
  }

  *#through({ around, file, source, text, trail }: Source): Steps<void> {
    const conditions = new PsqlConditions()
    let wanted: (Place & { readonly inclusion: PsqlCommand.Inclusion }) | undefined
    const lines = new Lines.Count(source)
    const split = SqlScript.split(text, (part) => {
      const place = { file, line: lines.of(part.start), branch: [...around, ...conditions.now] }
      if (part.kind === "statement") {
        const whole = text === source ? part.text : source.slice(part.start, part.start + part.text.length)
        return this.#statement(part, { ...place, statement: whole })
      }
      if (part.kind === "command") {
        const inclusion = this.#command(part, { ...place, statement: part.text }, conditions)
        if (inclusion !== undefined) wanted = { ...place, statement: part.text, inclusion }
      }
      return { awaitsRows: false, escapes: this.#session.escapes, passesOver: conditions.passesOver }
    })
    for (const at of split) {
      yield at
      if (wanted === undefined) continue
      const { branch, inclusion, ...command } = wanted
      wanted = undefined
      const because = yield* this.#include(inclusion, { file, trail, around: branch })
      if (because === undefined) continue
      this.reads.push({ ...command, because, breaches: undefined, isRead: true, unread: [] })
    }
  }

  #statement(part: Pick<SqlScript.Part, "text" | "joined">, { branch, ...place }: Place): SqlScript.Answer {
    const session = this.#session
    const facts = Filled.read(
      session.escapes ? Backslashes.conforming(part.text) : part.text,
      session.catalogue
    )
    const breaches = facts?.flatMap((each) =>
      session.step(each, { begins: !this.#autocommit, joined: part.joined, branch })
    )
    const unread = facts?.flatMap((each) => each.unread) ?? []
    this.reads.push({ ...place, breaches, isRead: Filled.isRead(facts), unread })
    return { awaitsRows: facts?.some((each) => each.awaitsRows) ?? false, escapes: session.escapes }
  }

  /** Goes on to a command of psql's; one that includes a file is answered with which. */
  #command(
    { amid }: SqlScript.Part,
    place: Place,
    conditions: PsqlConditions
  ): PsqlCommand.Inclusion | undefined {
    const { branch, file, line, statement: command } = place
    const valueOf = (name: string) => this.#variables.valueOf(name, branch)
    const conditional = PsqlCommand.conditional(command)
    if (conditional === undefined && conditions.passesOver) return undefined
    const inclusion = PsqlCommand.inclusion(command, valueOf)
    if (inclusion !== undefined) return amid === true ? { ...inclusion, name: undefined } : inclusion
    const copy = PsqlCommand.copyOf(command)
    if (copy !== undefined && Filled.read(copy, this.#session.catalogue) !== undefined) {
      this.#statement({ text: copy, joined: false }, place)
      return undefined
    }
    this.skipped.push({ line, command, ...(file !== undefined && { file }) })
    const last = this.reads.at(-1)
    if (last !== undefined && PsqlCommand.executes(command)) last.executes = true
    if (PsqlCommand.connects(command)) this.#session.disconnect()
    const commits = PsqlCommand.autocommit(command)
    if (commits !== undefined) this.#autocommit = commits || branch.length > 0
    this.#variables.follow(command, branch, last?.statement ?? "")
    if (conditional !== undefined) conditions.follow(conditional, PsqlCommand.holds(command, valueOf))
    return undefined
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
