import { withoutCredentials } from "./Credentials.ts"
import { withoutData } from "./Paste.ts"

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
