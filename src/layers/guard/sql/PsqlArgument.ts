/** The value of one of psql's variables: `null` where it has none, undefined where that is not known. */
export type ValueOf = (name: string) => string | null | undefined

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", r: "\r", f: "\f" }

/** A string in quotes, as psql reads it; one with the number of a character is left to it. */
const unquoted = (inner: string): string | undefined =>
  /\\[0-7x]/.test(inner)
    ? undefined
    : inner.replaceAll(/''|\\(.)/gs, (_, escaped?: string) =>
        escaped === undefined ? "'" : (escapes[escaped] ?? escaped)
      )

const quoted = (value: string, quote: string): string | undefined =>
  value.includes("\\") ? undefined : `${quote}${value.replaceAll(quote, quote + quote)}${quote}`

/** A variable's value: as it is, as a constant, as a name, or whether it has one. */
const variable = (written: string, valueOf: ValueOf): string | undefined => {
  const [how = "", name = ""] = written.startsWith(":{?")
    ? ["?", written.slice(3, -1)]
    : (/^:(['"]?)([^'"]+)/.exec(written)?.slice(1) ?? [])
  const value = valueOf(name)
  if (value === undefined) return undefined
  if (how === "?") return value === null ? "FALSE" : "TRUE"
  if (value === null) return written
  return how === "" ? value : quoted(value, how)
}

const name = "[\\w\\u0080-\\uffff]+"
const parts = new RegExp(
  `(?<space>\\s+)|'(?<string>(?:[^'\\\\]|''|\\\\.)*)'|(?<variable>:(?:${name}|'${name}'|"${name}"|\\{\\?${name}\\}))|(?<program>\`[^\`]*\`?)|(?<plain>"[^"]*"?|[^\\s'":\`]+|.)`,
  "gsu"
)

/** One part of an argument; undefined where only psql knows it. */
const part = (
  { plain, string, variable: written }: Readonly<Record<string, string | undefined>>,
  valueOf: ValueOf
): string | undefined => {
  if (plain !== undefined) return plain
  if (string !== undefined) return unquoted(string)
  return written === undefined ? undefined : variable(written, valueOf)
}

/**
 * The arguments of a command of psql's, with the values of its variables; undefined for those that only psql knows. What stands in
 * double quotes keeps them.
 */
export const read = (text: string, valueOf: ValueOf): ReadonlyArray<string | undefined> => {
  const found: Array<string | undefined> = []
  let isBetween = true
  for (const { groups = {} } of text.matchAll(parts)) {
    const isSpace = groups["space"] !== undefined
    if (!isSpace) {
      const read = part(groups, valueOf)
      const before = isBetween ? "" : found.pop()
      found.push(read === undefined || before === undefined ? undefined : before + read)
    }
    isBetween = isSpace
  }
  return found
}
