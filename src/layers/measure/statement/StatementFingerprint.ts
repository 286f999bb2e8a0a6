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
