import { tokenAt, type Token } from "./Lexer.ts"

/** One part of a script for psql, in the order in which psql meets them. */
export interface Part {
  /** A statement without its semicolon, a command of psql's (`\…`), or rows for a COPY. */
  readonly kind: "statement" | "command" | "data"
  readonly text: string
  /** The line that it begins in, from 1. */
  readonly line: number
}

/** Commands that send what has been read so far, as a semicolon does. */
const sending = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|bind|bind_named|parse|sendpipeline)\b/

/** Commands that throw away what has been read so far. */
const resetting = /^\\(?:r|reset)\b/

/** Postgres takes STDOUT for STDIN here. */
const copyFromStdin = /^copy\b[^;]*\bfrom\s+(?:stdin|stdout)\b/i
const copyLine = /^[ \t]*\\?copy\b.*\bfrom\s+(?:stdin|stdout)\b/im
const psqlCopy = /^\\copy\b.*\bfrom\s+(?:stdin|stdout)\b/i

/** Commands whose arguments are the rest of the line, whatever it holds; two backslashes end the others. */
const wholeLine = /^\\(?:copy|!|\?)/
const quotedArgument = /'(?:[^'\\]|\\.)*'/g

/** What psql learns from the server's answer. */
const conformingStrings =
  /^(?:set|reset)\s+(?:session\s+)?standard_conforming_strings\b\s*(?:=|to\b)?\s*'?(\w*)/i

/** psql waits for END before it takes a semicolon for the end, once it has seen these words first. */
const routine = /^create\s+(?:or\s+replace\s+)?(?:function|procedure)\b/i

/** Splits a script as psql does: at semicolons outside of quotes, parentheses and the bodies of BEGIN ATOMIC. */
class Splitter {
  readonly parts: Array<Part> = []
  readonly #source: string
  #at = 0
  /** Where the statement being read begins, once anything of it has been read. */
  #start: number | undefined
  #startLine = 1
  #end = 0
  #parentheses = 0
  #blocks = 0
  /** Commands amid a statement, which are no part of it. */
  #holes: Array<Token> = []
  /** Rows that COPY waits for. */
  #copies = 0
  /** Whether backslashes escape in every string. */
  #escapes = false
  #line = 1
  #counted = 0

  constructor(source: string) {
    this.#source = source
  }

  split(): ReadonlyArray<Part> {
    while (this.#at < this.#source.length) this.#next(tokenAt(this.#source, this.#at, this.#escapes))
    this.#finish()
    return this.parts
  }

  #next(token: Token): void {
    this.#at = token.end
    if (token.kind === "space" || token.kind === "comment") return
    if (token.kind === ";" && this.#parentheses <= 0 && this.#blocks === 0) return this.#finish(true)
    if (token.kind === "\\") return this.#command(token.start)
    if (this.#start === undefined) {
      this.#start = token.start
      this.#startLine = this.#lineOf(token.start)
    }
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

  #lineOf(at: number): number {
    for (; this.#counted < at; this.#counted++) {
      if (this.#source.charCodeAt(this.#counted) === 10) this.#line++
    }
    return this.#line
  }

  #reset(): void {
    this.#start = undefined
    this.#parentheses = 0
    this.#blocks = 0
    this.#holes = []
  }

  /** A statement is complete; the rows of a COPY follow it on the next line. */
  #finish(semicolon = false): void {
    const start = this.#start
    if (start === undefined) return
    let text = this.#source.slice(start, this.#end)
    for (const hole of this.#holes) {
      if (hole.start >= this.#end) continue
      const blank = " ".repeat(hole.end - hole.start)
      text = text.slice(0, hole.start - start) + blank + text.slice(hole.end - start)
    }
    this.parts.push({ kind: "statement", text, line: this.#startLine })
    this.#reset()
    if (copyFromStdin.test(text)) this.#copies++
    const escapes = conformingStrings.exec(text)
    if (escapes !== null) this.#escapes = /^(?:off|false|no|0)$/i.test(escapes[1] ?? "")
    if (semicolon) this.#rows()
  }

  #command(start: number): void {
    if (this.#source[start + 1] === ";") {
      this.#at = start + 2
      this.#finish()
      return
    }
    const line = /[^\n]*/y
    line.lastIndex = start
    const [whole = ""] = line.exec(this.#source) ?? []
    const separator = wholeLine.test(whole)
      ? -1
      : whole.replaceAll(quotedArgument, (quoted) => " ".repeat(quoted.length)).indexOf("\\\\", 1)
    const text = (separator === -1 ? whole : whole.slice(0, separator)).trimEnd()
    this.#at = start + (separator === -1 ? whole.length : separator + 2)
    if (sending.test(text)) this.#finish()
    else if (resetting.test(text)) this.#reset()
    else if (this.#start !== undefined) this.#holes.push({ kind: "\\", start, end: this.#at })
    this.parts.push({ kind: "command", text, line: this.#lineOf(start) })
    if (psqlCopy.test(text)) this.#copies++
    if (psqlCopy.test(text) || sending.test(text)) this.#rows()
  }

  /** psql reads the rows of each COPY that it has sent, from the next line on. */
  #rows(): void {
    for (; this.#copies > 0; this.#copies--) this.#data()
  }

  /**
   * Rows reach from the next line to `\.`. A COPY that fails takes none, and then SQL follows it: so does another
   * COPY, before the rows end.
   */
  #data(): void {
    const newline = this.#source.indexOf("\n", this.#at)
    if (newline === -1 || this.#source.slice(this.#at, newline).replace(/--.*/, "").trim() !== "") return
    const terminator = /^\\\.[ \t]*\r?$/gm
    terminator.lastIndex = newline + 1
    const end = terminator.exec(this.#source)
    if (end === null) return
    const text = this.#source.slice(newline + 1, end.index)
    if (copyLine.test(text)) return
    this.parts.push({ kind: "data", text, line: this.#lineOf(newline + 1) })
    this.#at = end.index + end[0].length
  }
}

/** The statements, commands and rows of a script. */
export const split = (source: string): ReadonlyArray<Part> => new Splitter(source).split()
