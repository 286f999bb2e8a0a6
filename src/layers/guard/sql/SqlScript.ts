import * as CopyRows from "./CopyRows.ts"
import { tokenAt, type Token } from "./Lexer.ts"
import * as PsqlCommand from "./PsqlCommand.ts"

/** One part of a script for psql, in the order in which psql meets them. */
export interface Part {
  /** A statement without its semicolon, a command of psql's (`\…`), or rows for a COPY. */
  readonly kind: "statement" | "command" | "data"
  readonly text: string
  /** The character of the script that it begins at. */
  readonly start: number
  /** Whether what follows is sent with it (`\;`), and so runs in its transaction. */
  readonly joined: boolean
  /** It is a command that stands amid a statement. */
  readonly amid?: boolean
}

/** What psql learns from the server's answer to a statement, or from a command, and reads on by. */
export interface Answer {
  /** The server waits for rows: it runs COPY … FROM STDIN. */
  readonly awaitsRows: boolean
  /** A backslash escapes in every string: `standard_conforming_strings` is off. */
  readonly escapes: boolean
  /** What follows is passed over: it stands on a side of a condition that does not hold. */
  readonly passesOver?: boolean
}

/** psql waits for END before it takes a semicolon for the end, once it has seen these words first. */
const routine = /^create\s+(?:or\s+replace\s+)?(?:function|procedure)\b/i

/** Splits a script as psql does: at semicolons outside of quotes, parentheses and the bodies of BEGIN ATOMIC. */
class Splitter {
  readonly #source: string
  readonly #send: (part: Part) => Answer | undefined
  #at = 0
  /** Where the statement being read begins, once anything of it has been read. */
  #start: number | undefined
  #end = 0
  #parentheses = 0
  #blocks = 0
  /** Commands amid a statement, which are no part of it. */
  #holes: Array<Token> = []
  /** COPYs that wait for their rows. */
  #copies = 0
  #escapes = false
  /** Where what is passed over begins. */
  #passed: number | undefined

  constructor(source: string, send: (part: Part) => Answer | undefined) {
    this.#source = source
    this.#send = send
  }

  /** Says where it has come to, at the end of each statement. */
  *split(): Generator<number, void> {
    while (this.#at < this.#source.length) {
      this.#next(tokenAt(this.#source, this.#at, this.#escapes))
      if (this.#start === undefined) yield this.#at
    }
    this.#finish()
  }

  #next(token: Token): void {
    this.#at = token.end
    if (this.#passed !== undefined && token.kind !== "\\") return
    if (token.kind === "space" || token.kind === "comment") return
    if (token.kind === ";" && this.#parentheses <= 0 && this.#blocks === 0) {
      this.#finish()
      return this.#rows()
    }
    if (token.kind === "\\") return this.#command(token.start)
    this.#start ??= token.start
    this.#end = token.end
    if (token.kind === "(") this.#parentheses++
    else if (token.kind === ")") this.#parentheses--
    else if (token.kind === "word") this.#word(token, this.#start)
  }

  /** Follows BEGIN … END and CASE … END in a routine that is written in SQL itself. */
  #word({ end, start }: Token, first: number): void {
    if (end - start < 3 || end - start > 5 || this.#parentheses > 0) return
    const word = this.#source.slice(start, end).toLowerCase()
    if (word !== "begin" && word !== "case" && word !== "end") return
    if (this.#blocks === 0 && !routine.test(this.#source.slice(first, first + 200))) return
    if (word === "begin" || (word === "case" && this.#blocks > 0)) this.#blocks++
    else if (word === "end" && this.#blocks > 0) this.#blocks--
  }

  #reset(): void {
    this.#start = undefined
    this.#parentheses = 0
    this.#blocks = 0
    this.#holes = []
  }

  /** A statement is complete. */
  #finish(joined = false): void {
    const start = this.#start
    if (start === undefined) return
    let text = this.#source.slice(start, this.#end)
    for (const hole of this.#holes) {
      if (hole.start >= this.#end) continue
      const blank = " ".repeat(hole.end - hole.start)
      text = text.slice(0, hole.start - start) + blank + text.slice(hole.end - start)
    }
    this.#reset()
    const answer = this.#send({ kind: "statement", text, start, joined })
    if (answer?.awaitsRows === true) this.#copies++
    this.#escapes = answer?.escapes ?? this.#escapes
  }

  #command(start: number): void {
    if (this.#source[start + 1] === ";") {
      this.#at = start + 2
      return this.#passed === undefined ? this.#finish(true) : undefined
    }
    const { end, text } = PsqlCommand.at(this.#source, start)
    this.#at = end
    const amid = this.#start !== undefined
    const passed = this.#passed
    if (passed !== undefined) {
      this.#pass(text, start, amid)
      if (amid && this.#passed === undefined) this.#holes.push({ kind: "\\", start: passed, end })
      return
    }
    if (PsqlCommand.sends(text)) this.#finish()
    else if (PsqlCommand.resets(text)) this.#reset()
    else if (this.#start !== undefined) this.#holes.push({ kind: "\\", start, end })
    this.#pass(text, start, amid)
    const copies = PsqlCommand.copiesIn(text)
    if (copies) this.#copies++
    if (copies || PsqlCommand.sends(text)) this.#rows()
  }

  /** Tells of a command, and learns whether what follows is passed over. */
  #pass(text: string, start: number, amid: boolean): void {
    const answer = this.#send({ kind: "command", text, start, joined: false, amid })
    this.#passed = answer?.passesOver === true ? (this.#passed ?? start) : undefined
  }

  /** psql reads the rows of each COPY that it has sent, from the next line on. */
  #rows(): void {
    for (; this.#copies > 0; this.#copies--) {
      const rows = CopyRows.behind(this.#source, this.#at)
      if (rows === undefined) continue
      const { end, next, start } = rows
      this.#send({ kind: "data", text: this.#source.slice(start, end), start, joined: false })
      this.#at = next
    }
  }
}

/**
 * Gives the statements, commands and rows of a script to `send`, as psql meets them. What `send` answers to a
 * statement decides how the rest is read: whether rows follow, and what a backslash in a string is. It goes on as it is
 * asked to, and says which character it has come to.
 */
export const split = (source: string, send: (part: Part) => Answer | undefined): Generator<number, void> =>
  new Splitter(source, send).split()
