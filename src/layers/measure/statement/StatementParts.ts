import {
  called,
  clauses,
  defined,
  fillers,
  granted,
  notBegun,
  ofTables,
  operations,
  queries,
  sources,
  token
} from "./StatementGrammar.ts"

/** More than a summary has room for. */
const most = 100

/** What is open between two parentheses, or in the statement. */
interface Frame {
  /** The statement that reads here; extract(… FROM …) has none. */
  readonly operation: string | undefined
  /** The next name is a table. */
  readonly expects: boolean
  /** A comma is followed by another. */
  readonly lists: boolean
}

const closed: Frame = { operation: undefined, expects: false, lists: false }

/** Something that is done, and to what. */
export interface Part {
  readonly at: number
  readonly operation: string
  readonly targets: Array<string>
}

interface Token {
  readonly text: string
  readonly word: string
  readonly at: number
}

const tokens = (text: string): ReadonlyArray<Token> =>
  Array.from(text.matchAll(token), ({ 0: found, index }) => ({
    text: found,
    word: found.toUpperCase(),
    at: index
  }))

const isName = (text = ""): boolean => /^[\w"$\u0080-\uffff]/.test(text)

const same = (one: Part, other: Part): boolean =>
  one.operation === other.operation && one.targets.join(" ") === other.targets.join(" ")

class Reader {
  readonly parts: Array<Part> = []
  readonly #text: string
  readonly #tokens: ReadonlyArray<Token>
  readonly #queries: ReadonlySet<string | undefined>
  #frames: Array<Frame> = [closed]
  /** Nothing of the statement is read on: what it defines may name anything. */
  #skips = false

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokens(text)
    this.#queries = new Set(Array.from(text.matchAll(queries), ([, query]) => query))
  }

  read(): void {
    for (const index of this.#tokens.keys()) {
      this.#take(index)
      if (this.parts.length > most) return
    }
    this.#settle()
    if (this.parts.some(({ targets }) => targets.length > 0)) return
    const found = called.exec(this.#text)
    const [, call] = found ?? []
    const at = found?.index ?? 0
    if (call !== undefined) this.parts.findLast((part) => part.at <= at)?.targets.push(call)
  }

  /** A part that is as the one before it says nothing new: a UNION of a hundred is of the same class as one of two. */
  #settle(): void {
    const [before, last] = this.parts.slice(-2)
    if (before !== undefined && last !== undefined && same(before, last)) this.parts.pop()
  }

  #push(part: Part): void {
    this.#settle()
    this.parts.push(part)
  }

  #word(index: number): string {
    return this.#tokens[index]?.word ?? ""
  }

  get #frame(): Frame {
    return this.#frames.at(-1) ?? closed
  }

  #now(changes: Partial<Frame>): void {
    this.#frames[this.#frames.length - 1] = { ...this.#frame, ...changes }
  }

  #take(index: number): void {
    const word = this.#word(index)
    if (word === ";" && this.#frames.length === 1) {
      this.#frames = [closed]
      this.#skips = false
    } else if (index === 0 || (this.#word(index - 1) === ";" && this.#frames.length === 1)) {
      this.#begin(index)
    } else if (word === "(") {
      this.#frames.push({ ...closed, ...(this.#frame.expects && { ...this.#frame, lists: true }) })
    } else if (word === ")") {
      if (this.#frames.length > 1) this.#frames.pop()
      this.#now({ expects: false })
    } else if (!this.#skips) this.#within(index)
    else if (word === "AS" && /^(SELECT|WITH|\()$/.test(this.#word(index + 1))) this.#skips = false
  }

  /** The first word of a statement. */
  #begin(index: number): void {
    const { at = 0, text = "", word = "" } = this.#tokens[index] ?? {}
    if (word === "WITH" || word === "(") {
      if (word === "(") this.#frames.push(closed)
      return
    }
    if (operations.has(word)) return this.#operate(index)
    const rest = this.#text.slice(at)
    const [, kind, thing] = defined.exec(rest) ?? []
    const target = granted.exec(rest)?.[1]
    const isData = /^(TABLE|VIEW)$/i.test(kind ?? "")
    this.#skips = /^(CREATE|ALTER|DROP|GRANT|REVOKE|DO)$/.test(word)
    if (kind !== undefined && !isData) this.#frames = [closed]
    this.#push({
      at,
      operation: kind === undefined ? text : `${text} ${kind}`,
      targets: [thing ?? target].filter((each) => each !== undefined)
    })
    if (ofTables.has(word)) this.#now({ operation: word, expects: true, lists: word !== "COPY" })
  }

  #operate(index: number): void {
    const { at = 0, text = "", word = "" } = this.#tokens[index] ?? {}
    this.#push({ at, operation: text, targets: [] })
    this.#now({ operation: word, expects: word === "UPDATE", lists: false })
  }

  #isOperation(index: number): boolean {
    const word = this.#word(index)
    if (word === "SELECT") return true
    if (!operations.has(word) || notBegun.has(this.#word(index - 1))) return false
    const next = this.#word(index + 1)
    return word === "INSERT" || word === "MERGE"
      ? next === "INTO"
      : word === "DELETE"
        ? next === "FROM"
        : isName(next)
  }

  #within(index: number): void {
    const word = this.#word(index)
    const { expects, lists, operation } = this.#frame
    if (this.#isOperation(index)) return this.#operate(index)
    if (expects && fillers.has(word)) return
    if (expects && isName(word)) return this.#target(index)
    if (word === "," && lists) return this.#now({ expects: true })
    if (clauses.has(word)) return this.#now({ expects: false, lists: false })
    if (operation === undefined || operation === "COPY") return
    const isComparison = this.#word(index - 1) === "DISTINCT" && /^(IS|NOT)$/.test(this.#word(index - 2))
    if (sources.has(word) && !isComparison) this.#now({ expects: true, lists: lists || word === "FROM" })
    else if (word === "USING" && this.#word(index + 1) !== "(") this.#now({ expects: true, lists: true })
  }

  #target(index: number): void {
    const { text = "" } = this.#tokens[index] ?? {}
    this.#now({ expects: false })
    const isCall = this.#word(index + 1) === "(" && this.#frame.operation !== "INSERT"
    const targets = this.parts.at(-1)?.targets
    if (isCall && this.#frame.operation !== "COPY") return
    if (!this.#queries.has(text) && targets?.includes(text) === false) targets.push(text)
  }
}

/** What a normalized statement does to what, in its order. */
export const partsOf = (text: string): ReadonlyArray<Part> => {
  const reader = new Reader(text)
  reader.read()
  return reader.parts
}
