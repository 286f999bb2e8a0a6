/** The quotation marks of the languages that Postgres speaks, which open in one and close in another. */
const mark = "[\"'`´«»‹›„“”‘’‚「」『』]"

const wide = /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/u

/** One wording, to be found in a text. */
export interface Phrase<A> {
  readonly means: A
  /** As it stands in its table. */
  readonly says: string
  /** A word of it by which it is looked up, in small letters; "" for scripts that do not separate words. */
  readonly anchor: string
  /** Its longest part without an argument, in small letters. */
  readonly literal: string
  /** How much of it is letters: of two wordings that fit, the longer counts. */
  readonly letters: number
  /** Whether it means the same wherever it stands; a shorter one has to be the whole message. */
  readonly distinct: boolean
  /** Where in a text it is. */
  readonly inside: () => RegExp
  /** A text that is nothing else. */
  readonly whole: () => RegExp
}

/** A text as a pattern that is that text. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** A name in quotation marks, of whatever kind; or one that lost them, which is a word then. */
const named = `(?:${mark}+[^\\n${mark.slice(1, -1)}]{0,160}${mark}+|[^\\s${mark.slice(1, -1)}]{1,100})`
const name = `\\s*${named}\\s*`
/** Who writes about a message leaves names out. */
const nameOrNone = `\\s*${named}?\\s*`

/** So many letters are a message without its names too. */
const withoutNames = 23
const quotedName = new RegExp(`\\s*${mark}\\s*%s\\s*${mark}\\s*`, "u")

/** Quotation marks may be missing or others, blanks more or fewer; an argument is short and on one line. */
const source = (says: string, letters: number): string =>
  says
    .split(new RegExp(`(${quotedName.source}|%s|%d|\\s*${mark}\\s*|\\s+)`, "u"))
    .map((part) => {
      if (quotedName.test(part)) return letters < withoutNames ? name : nameOrNone
      if (part === "%s") return "[^\\n]{0,160}?"
      if (part === "%d") return "[\\d.,]+"
      if (/^\s+$/.test(part)) return "\\s+"
      if (new RegExp(mark, "u").test(part)) return `\\s*${mark}*\\s*`
      return escaped(part)
    })
    .join("")

/** Names of settings and exceptions, codes and atoms: nobody else has them. */
const identifiers: ReadonlyArray<RegExp> = [
  /[A-Za-z]_[A-Za-z]/,
  /::[A-Z]/,
  /\(\)/,
  /^:[a-z_]{5,}$/,
  /^\(E[A-Z]{6,}\)$/,
  /^\{:[a-z]+, :[a-z_]+\}$/,
  /^P(?:GRST)?\d{3,4}$/,
  /(?:errno|os error|winerror) \d+$/i,
  /[A-Z][a-z]+[A-Z][a-z]+[A-Z][a-z]+/
]

const isDistinct = (core: string, letters: number, words: number, strict: boolean): boolean => {
  if (identifiers.some((pattern) => pattern.test(core))) return true
  if (wide.test(core)) return letters >= 5
  if (strict) return letters >= 18 && words >= 3
  return (letters >= 15 && words >= 2) || (letters >= 12 && words >= 3)
}

/** Prisma's codes look like the names of other things, so they have to be called a code or an error. */
const prismaCode = /^P\d{4}$/
const codeStart = "(?<=(?:code|error)\\W{1,6}|^|[('\"`])(?<!(?:==|case\\s|[Ii]ncludes\\()\\s*['\"`]{0,3})"

const usesOf = (word: string, uses: ReadonlyMap<string, number>): number =>
  (uses.get(word) ?? 0) + (everywhere.has(word) ? 10_000 : 0)

/** How often a word stands in wordings: the rarer, the better it finds its own. */
const rarest = (words: ReadonlyArray<string>, uses: ReadonlyMap<string, number>): string =>
  words.reduce((best, word) => {
    const rarer = usesOf(word, uses) - usesOf(best, uses)
    return rarer < 0 || (rarer === 0 && word.length > best.length) ? word : best
  }, words[0] ?? "")

/** Words that every line of some logs has; a wording is not looked up by one of them if it has another. */
const everywhere = new Set(
  "a an and application at authorized be by client connection connections database db error fatal file for from has host id in is log message name no not of on or port process query received server sql ssl statement table the time to transaction user was with you".split(
    " "
  )
)

/** The words of a text, in small letters. */
export const wordsOf = (text: string): ReadonlyArray<string> =>
  text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []

/** Makes wordings of one meaning each findable. `strict` takes fewer for distinct. */
export const phrases = <A>(
  rows: ReadonlyArray<readonly [means: A, says: string, strict?: boolean]>
): ReadonlyArray<Phrase<A>> => {
  const uses = new Map<string, number>()
  for (const [, says] of rows) for (const word of wordsOf(says)) uses.set(word, (uses.get(word) ?? 0) + 1)
  return rows.map(([means, says, strict = false]) => {
    const isCode = prismaCode.test(says)
    const core = says.replace(/^(?:%s\s*)+/, "").replace(/(?:\s*%s)+$/, "")
    const open = core !== says && says.endsWith("%s")
    const apart = wordsOf(core.replaceAll(/[^\s"]*%[sd][^\s"]*/g, " ")) // what touches an argument is no word
    const words = apart.length === 0 ? wordsOf(core.replaceAll(/%[sd]/g, " ")) : apart
    const firm = wordsOf(says.replaceAll(/[^\s"]*%[sd][^\s"]*/g, " ")) // what goes on is no word of the text
    const letters = (core.replaceAll(/%[sd]/g, "").match(/[\p{L}\p{N}]/gu) ?? []).length
    const start = isCode
      ? codeStart
      : /^[\p{L}\p{N}_]/u.test(core) && !wide.test(core)
        ? "(?<![\\p{L}\\p{N}_])"
        : ""
    const end = /[\p{L}\p{N}_]$/u.test(core) && !wide.test(core) && !open ? "(?![\\p{L}\\p{N}_])" : ""
    const set = /^\w+_\w+$/.test(core) ? "(?![\"'`]?\\s*(?:=(?!>)|:\\s*[\"'`]?\\d))" : "" // a setting, not its message
    const literal = core
      .split(new RegExp(`%[sd]|\\s*${mark}\\s*`, "u"))
      .map((part) => part.trim().replaceAll(/\s+/g, " "))
      .reduce((longest, part) => (part.length > longest.length ? part : longest), "")
    let inside: RegExp | undefined
    let whole: RegExp | undefined
    return {
      means,
      says,
      anchor: wide.test(core) ? "" : rarest(firm.length === 0 ? words : firm, uses),
      literal: literal.toLowerCase(),
      letters,
      distinct: isDistinct(core, letters, words.length, strict),
      inside: () => (inside ??= new RegExp(`${start}${source(core, letters)}${end}${set}`, "iu")),
      whole: () => (whole ??= new RegExp(`^${source(says, letters).replaceAll("{0,160}?", "*?")}$`, "iu"))
    }
  })
}

/** Whether a text has letters of a script that does not separate words. */
export const isWide = (text: string): boolean => wide.test(text)
