import { withoutData } from "./Paste.ts"

const secretName = "[\\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|authorization)\\w*"

/** Takes credentials out of a text that is otherwise fit to be shown. */
export const withoutCredentials = (text: string): string =>
  text
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/(?:[^\n]*@)?[^\s"'<>]*/gi, "…") // a password may have blanks in it
    .replaceAll(
      new RegExp(`\\b(${secretName})(["']?\\s*(?:=>|[=:])\\s*)("[^"]*"|'[^']*'|[^\\s,;&)}\\]]+)`, "gi"),
      "$1$2…"
    )
    .replaceAll(/\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}/g, "…")

/** Where the server quotes a value, and not a name: behind a colon, or in brackets behind a key. */
const values: ReadonlyArray<readonly [RegExp, string]> = [
  [/(invalid input (?:syntax|value)[^\n"]*?:? ?)"[^"\n]*"/gi, '$1"…"'],
  [/(: )"[^"\n]*"(?=\s|$|\.|\))/g, '$1"…"'],
  [/\bvalue "[^"\n]*" is/gi, 'value "…" is'],
  [/\bKey \([^)\n]*\)=\([^)\n]*\)/g, "Key (…)=(…)"],
  [/\bFailing row contains \([^\n]*/g, "Failing row contains (…)"]
]

/** A message as it may be shown: without credentials, and without statements, parameters and rows. */
export const shown = (message: string): string =>
  values
    .reduce(
      (text, [pattern, instead]) => text.replaceAll(pattern, instead),
      withoutCredentials(withoutData(message))
    )
    .trim()
