/** Comments, strings, quoted names, numbers and parameters of SQL, each whole; what is between them is plain. */
const token =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$([A-Za-z_\u0080-\uffff]\w*)?\$[\s\S]*?(?:\$\1\$|$)|[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$\d+|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?\w*|\.\d+(?:[eE][+-]?\d+)?/g

const replacement = (text: string): string => {
  if (text.startsWith("--") || text.startsWith("/*")) return " "
  if (/^\$\d+$/.test(text) || text.startsWith('"')) return text
  if (text.endsWith("'") || text.includes("'") || text.startsWith("$") || /^[\d.]/.test(text)) return "?"
  return text
}

/**
 * A statement without its values: strings and numbers are `?`, comments are gone, white space is one space, lists of
 * values are as long as one. Parameters (`$1`) and names stay. What is left of it says nothing of any row.
 */
export const normalized = (sql: string): string =>
  sql
    .replace(token, replacement)
    .replace(/\s+/g, " ")
    .replace(/\((?:(?:\?|\$\d+)(?:::[\w[\]]+)?(?:, ?)?){2,}\)/g, "(…)")
    .replace(/(?:\(…\)(?:, ?)?){2,}/g, "(…)")
    .trim()

const name = '((?:"[^"]+"|[\\w$\\u0080-\\uffff]+)(?:\\.(?:"[^"]+"|[\\w$\\u0080-\\uffff]+))?)'

const target = new RegExp(
  `\\b(?:FROM|INTO|UPDATE|JOIN|TABLE(?: IF (?:NOT )?EXISTS)?)\\s+(?:ONLY\\s+)?${name}`,
  "i"
)

/** The first function that is called, of those that are not Postgres' own by their name. */
const called = new RegExp(`(?<![\\w.])(?!pg_catalog\\.)${name}\\(`)

/** What a statement does to what, or by which function, of few words: `SELECT research_cache`. */
export const summary = (sql: string): string => {
  const text = normalized(sql)
  const verb = /[A-Za-z]+/.exec(text)?.[0]?.toUpperCase() ?? "SQL"
  const found = (target.exec(text) ?? called.exec(text))?.[1]
  return found === undefined ? verb : `${verb} ${found}`
}
