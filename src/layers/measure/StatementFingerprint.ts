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

/** What rows are read of or written to; who calls a function in FROM is found by {@link called}. */
const target = new RegExp(
  `\\b(?:(?:FROM|JOIN)\\s+(?:ONLY\\s+)?${name}(?![\\w$.(])|(?:INTO|UPDATE|TABLE)\\s+(?:ONLY\\s+)?${name})`,
  "gi"
)

/** What is defined: its kind and its name. */
const defined = new RegExp(
  `^(?:CREATE|ALTER|DROP) (?:OR REPLACE )?(?:(?:UNIQUE|UNLOGGED|TEMP|TEMPORARY|MATERIALIZED) )*(\\w+) ` +
    `(?:CONCURRENTLY )?(?:IF (?:NOT )?EXISTS )?(?:ONLY )?(?!ON\\b)${name}`,
  "i"
)

/** On what rights are given or taken. */
const granted = new RegExp(`^(?:GRANT|REVOKE) .*? ON (?:TABLE |FUNCTION |SEQUENCE |SCHEMA )?${name}`, "i")

/** The first function that is called, of those that are not Postgres' own by their name. */
const called = new RegExp(`(?<![\\w.])(?!pg_catalog\\.)${name}\\(`)

/** Where the statement proper begins, behind the queries that WITH names before it. */
const beginning = (text: string): number => {
  if (!/^WITH\b/i.test(text)) return 0
  let depth = 0
  for (const { 0: found, index } of text.matchAll(/[()]|\b(?:SELECT|INSERT|UPDATE|DELETE|MERGE)\b/gi)) {
    if (found === "(") depth++
    else if (found === ")") depth--
    else if (depth === 0) return index
  }
  return 0
}

const queries = new RegExp(
  `(?:^WITH(?: RECURSIVE)?|,) ${name}(?: ?\\([^)]*\\))? AS (?:(?:NOT )?MATERIALIZED )?\\(`,
  "gi"
)

/** The first table that a text names, which is no query that WITH has named. */
const tableIn = (text: string, named: ReadonlySet<string | undefined>): string | undefined =>
  Array.from(text.matchAll(target), ([, read, written]) => read ?? written).find((table) => !named.has(table))

/** What a statement does to what, or by which function, of few words: `SELECT research_cache`, `CREATE TABLE products`. */
export const summary = (sql: string): string => {
  const text = normalized(sql)
  const begins = beginning(text)
  const [before, proper] = [text.slice(0, begins), text.slice(begins)]
  const verb = /[A-Za-z]+/.exec(proper)?.[0]?.toUpperCase() ?? "SQL"
  const [, kind, thing] = defined.exec(proper) ?? []
  if (kind !== undefined) return `${verb} ${kind.toUpperCase()} ${thing}`
  if (verb === "CREATE" || verb === "DO") return verb
  const named = new Set(Array.from(before.matchAll(queries), ([, query]) => query))
  const what =
    verb === "GRANT" || verb === "REVOKE"
      ? granted.exec(proper)?.[1]
      : (tableIn(proper, named) ?? tableIn(before, named) ?? called.exec(text)?.[1])
  return what === undefined ? verb : `${verb} ${what}`
}
