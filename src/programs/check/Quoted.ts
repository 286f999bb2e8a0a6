import { withoutCredentials } from "../../layers/failure/reading/text/Credentials.ts"
import { tokenAt } from "../../layers/guard/sql/Lexer.ts"

/** What stands beside a password, or in a text that holds one. */
const telling = /passw|pwd|secret|token|dblink|connect|conninfo|credential|:\/\/|api_?key|encrypt|crypt/i

const masked = (token: string): string => {
  if (!token.startsWith("$")) return "'…'"
  const quote = token.indexOf("$", 1) + 1
  return token.slice(0, quote) + withoutStrings(token.slice(quote, -quote)) + token.slice(-quote)
}

const withoutStrings = (text: string): string => {
  let result = ""
  for (let at = 0; at < text.length;) {
    const { end, kind, start } = tokenAt(text, at)
    const token = text.slice(start, end)
    result += kind === "string" && token.length > 2 ? masked(token) : token
    at = end
  }
  return result
}

/** SQL or a command of psql's as it may be shown: without its strings where one may be a password. */
export const quoted = (text: string): string =>
  telling.test(text) ? withoutCredentials(withoutStrings(text)) : text

/** What the grammar says of it, which may name the string that it stopped at. */
export const complaint = (message: string, statement: string): string =>
  telling.test(statement) ? message.replace(/ near "[^]*"$/, ' near "…"') : message
