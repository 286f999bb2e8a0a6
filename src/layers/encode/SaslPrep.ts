import { leftToRight, prohibited, rightToLeft } from "./SaslPrepTables.ts"

type Ranges = typeof prohibited

const isIn = (ranges: Ranges, character: string): boolean => {
  const point = character.codePointAt(0) ?? 0
  let [low, high] = [0, ranges.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = ranges[middle] ?? [0, 0]
    if (point < first) high = middle - 1
    else if (point > last) low = middle + 1
    else return true
  }
  return false
}

/** RFC 3454 C.1.2 and B.1: spaces become the one of ASCII, and what nobody sees becomes nothing. */
const spaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g
const unseen = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g

/** Whether text runs in both directions, or does not begin and end in the one that it has. */
const isMixed = (characters: ReadonlyArray<string>): boolean => {
  const [first = "", last = ""] = [characters[0], characters.at(-1)]
  if (!characters.some((each) => isIn(rightToLeft, each))) return false
  return (
    !isIn(rightToLeft, first) ||
    !isIn(rightToLeft, last) ||
    characters.some((each) => isIn(leftToRight, each))
  )
}

// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/

/**
 * A password as SCRAM hashes it (SASLprep, RFC 4013): characters that look the same are the same, however they were
 * typed.
 *
 * The driver hashes a password as it is, so that one with an accent could be refused here and let in by psql. A password
 * that SASLprep refuses is hashed as it is by Postgres, PgBouncer and libpq alike, and so here.
 */
export const prepare = (password: string): string => {
  if (ascii.test(password)) return password
  const prepared = password.replaceAll(spaces, " ").replaceAll(unseen, "").normalize("NFKC")
  const characters = [...prepared]
  const refused = prepared === "" || characters.some((each) => isIn(prohibited, each)) || isMixed(characters)
  return refused ? password : prepared
}
