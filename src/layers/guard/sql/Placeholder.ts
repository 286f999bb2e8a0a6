import { tokenAt } from "./Lexer.ts"

/**
 * What stands in SQL for a name or a value that is not known yet, outside of strings: psql's, pgtyped's and HugSQL's
 * `:name`, psycopg's `%(name)s`, an extension's `@schema@`, `@name`, `?`, `$1`, `$name`, `{name}`.
 */
const mark = new RegExp(
  [
    String.raw`:'\w+'`,
    String.raw`:"\w+"`,
    String.raw`:\{\?\w+\}`,
    String.raw`(?<![:\w\])])(?::[a-z]+\*?(?=:[a-z]))?:[A-Za-z_]\w*(?:[!?](?=[\s,;)]|$))?`,
    String.raw`(?<![:\w\])]):\d+`,
    String.raw`%\(\w+\)[a-z]`,
    String.raw`%[sdbt]\b`,
    String.raw`@[A-Za-z_]\w*(?::\w+)?@?`,
    String.raw`(?<![?@])\?\d*(?![?|&])`,
    String.raw`\$\(\w+\)`,
    String.raw`\$(?:\d+|[A-Za-z_]\w*)`,
    String.raw`[$#%@]?\{[^{}]*\}`
  ].join("|"),
  "y"
)
const begins = /[:%@?$#{]/

/** Words behind which a list stands, and words behind which a string does. */
const beforeList: ReadonlySet<string> = new Set(["in", "values"])
const beforeText: ReadonlySet<string> = new Set([
  "interval",
  "password",
  "is",
  "timestamp",
  "schema",
  "location"
])

/** What placeholders are taken for: by the word before them, all for strings, or for nothing where alone in a line or before a statement. */
export type Sort = "by the word before" | "text" | "nothing where alone"

export const sorts: ReadonlyArray<Sort> = ["by the word before", "nothing where alone", "text"]

const name = (found: string): string => "_".repeat(found.length)
const string = (found: string): string => (found.length === 1 ? "1" : `'${"_".repeat(found.length - 2)}'`)
const list = (found: string): string => (found.length < 3 ? name(found) : `(${"1".padEnd(found.length - 2)})`)

const alone = (text: string, start: number, end: number): boolean =>
  /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, start - 100), start)) &&
  /^[^\S\n]*(?:\n|$)/.test(text.slice(end, end + 100))

const stand = (found: string, word: string, sort: Sort): string => {
  if (/^:['"]/.test(found)) return ` ${found.slice(1)}`
  if (found.startsWith(":{")) return "true".padEnd(found.length)
  if (sort === "text") return string(found)
  if (beforeList.has(word)) return list(found)
  return beforeText.has(word) ? string(found) : name(found)
}

/** One text, token by token; bodies in dollar quotes are texts in it. */
class Filling {
  #result = ""
  #at = 0
  #word = ""
  readonly #text: string
  readonly #sort: Sort

  constructor(text: string, sort: Sort) {
    this.#text = text
    this.#sort = sort
  }

  fill(): string {
    while (this.#at < this.#text.length) this.#token()
    return this.#result
  }

  #token(): void {
    const { end, kind, start } = tokenAt(this.#text, this.#at)
    if (kind === "other") {
      for (let at = start; at < end; at++) if (this.#placeholder(at)) return
    }
    const piece = this.#text.slice(this.#at, end)
    this.#at = end
    this.#result += kind === "string" && piece.startsWith("$") ? this.#body(piece) : piece
    if (kind === "word") this.#word = piece.toLowerCase()
    else if (kind !== "space" && kind !== "comment") this.#word = ""
  }

  /** Nothing stands before it: what it stands for says how the statement is run, as EXPLAIN does. */
  #begins(): boolean {
    return this.#result.trim() === ""
  }

  #placeholder(at: number): boolean {
    if (!begins.test(this.#text[at] ?? "")) return false
    mark.lastIndex = at
    const found = mark.exec(this.#text)?.[0]
    if (found === undefined) return false
    const end = at + found.length
    const nothing = this.#sort === "nothing where alone" && (this.#begins() || alone(this.#text, at, end))
    this.#result += this.#text.slice(this.#at, at)
    this.#result += nothing ? " ".repeat(found.length) : stand(found, this.#word, this.#sort)
    this.#word = ""
    this.#at = end
    return true
  }

  #body(piece: string): string {
    const quote = piece.indexOf("$", 1) + 1
    if (piece.length < 2 * quote) return piece
    const inner = new Filling(piece.slice(quote, -quote), this.#sort).fill()
    return piece.slice(0, quote) + inner + piece.slice(-quote)
  }
}

/** A text with names and values instead of its placeholders, character for character. */
export const fill = (text: string, sort: Sort): string => new Filling(text, sort).fill()
