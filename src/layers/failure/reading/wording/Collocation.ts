/** Words of one thing, words of what befell it, as patterns; how many characters may lie between them, 50 if none are named. */
type Pair = readonly [one: string, other: string, between?: number]

/** What is meant where any of the pairs stands together. */
export type Row<A> = readonly [means: A, ...says: ReadonlyArray<Pair>]

/** Something that words say together, and the line that has them. */
export interface Together<A> {
  readonly means: A
  readonly line: string
}

/** Frames of a stack, which name files and functions. */
const frames =
  /^[^\S\n]*(?:at |File "|from \/|in `|#\d+ |\d+: 0x|goroutine |Traceback|\.\.\. \d+ more|\(\w+\) lib\/)[^\n]*$/gm

/** Names of packages before the name of a class. */
const packages = /\b[a-z]\w*(?:\.\w+){1,}\.(?=[A-Z]\w+)/g

/** Where a file lies; those of Postgres' own say something. */
const paths = /(?:[\w.@:-]*\/){2,}[\w.@-]*/g
const isOwn = /\.s\.PGSQL|postmaster|\bpg_|\.conf\b/

/** Names of exceptions and settings are words written together: `PoolTimeoutException`, `client_login_timeout`. */
const seams = /(?<=[a-z\d])(?=[A-Z])|_(?=\w)|(?<=[A-Z])(?=[A-Z][a-z])/g

/** A text without what says nothing, and with its names apart; its lines stay as many. */
const inWords = (text: string): string =>
  text
    .replaceAll(frames, "")
    .replaceAll(packages, "")
    .replaceAll(paths, (path) => (isOwn.test(path) ? path : " "))
    .replaceAll(seams, " ")

const patternOf = ([one, other, between = 50]: Pair): RegExp => {
  const gap = `[^\\n]{0,${between}}?`
  return new RegExp(
    `(?<![\\w-])(?:(?:${one})\\b${gap}\\b(?:${other})|(?:${other})\\b${gap}\\b(?:${one}))(?![\\w-])`,
    "i"
  )
}

/** Finds the first of the rows whose words stand near each other on a line of a text. */
export const make = <A>(rows: ReadonlyArray<Row<A>>): ((text: string) => Together<A> | undefined) => {
  const patterns = rows.map(([means, ...says]) => [means, says.map(patternOf)] as const)
  return (text) => {
    const lines = inWords(text).split("\n")
    for (const [means, says] of patterns) {
      const at = lines.findIndex((line) => says.some((pattern) => pattern.test(line)))
      if (at >= 0) return { means, line: text.split("\n")[at] ?? "" }
    }
    return undefined
  }
}
