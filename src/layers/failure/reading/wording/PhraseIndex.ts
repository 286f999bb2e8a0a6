import type { Said, Voice } from "../../known/Said.ts"
import type { Verdict } from "../../known/Verdict.ts"
import { isWide, type Phrase, phrases, wordsOf } from "./Phrase.ts"

/** What a wording means, and who says it: a server or a pooler, whose word counts, a client, or a mapper around it. */
export interface Meaning {
  readonly means: Verdict | string
  readonly source: string
  readonly by: "server" | "pooler" | "client" | "wrapper"
}

/** A wording; one that is `strict` has to be longer to mean the same wherever it stands. */
export type Row = readonly [means: Meaning, says: string, strict?: boolean]

/** A wording found in a text, and where. */
export interface Match {
  readonly meaning: Meaning
  readonly at: number
  readonly letters: number
  /** The words themselves. */
  readonly words: string
}

export interface PhraseIndex {
  /** Every wording that a text has somewhere, of those that mean the same wherever they stand. */
  readonly inside: (text: string) => ReadonlyArray<Match>
  /** Whether a text has words of a wording: a quick look, before a thorough one. */
  readonly mayHave: (text: string) => boolean
  /** What a part of a text says that is nothing but one wording; `Knowledge` knows those of PgBouncer and Supavisor. */
  readonly whole: (part: string) => Match | undefined
  /** What a part of a text says that was cut off, if only one meaning goes on from it. */
  readonly beginning: (part: string) => Match | undefined
}

/** The wordings of voices, as rows of an index. */
export const rowsOf = (by: Meaning["by"], source: string, said: ReadonlyArray<Said>): ReadonlyArray<Row> =>
  rowsOfVoices(by, [{ source, said }])

export const rowsOfVoices = (by: Meaning["by"], voices: ReadonlyArray<Voice>): ReadonlyArray<Row> =>
  voices.flatMap(({ said, ...voice }) =>
    said.flatMap(([means, ...says]) => says.map((text): Row => [{ means, by, ...voice }, text]))
  )

/** The shortest beginning that is taken for a message that was cut off. */
const shortest = 20

type Wording = Phrase<Meaning>

/** Of wordings at one place the longest, in the order of the text. */
const longestAt = (matches: ReadonlyArray<Match>): ReadonlyArray<Match> => {
  const kept: Array<Match> = []
  for (const match of matches.toSorted((one, other) => other.letters - one.letters)) {
    const overlaps = ({ at, words }: Match) =>
      at < match.at + match.words.length && match.at < at + words.length
    if (!kept.some(overlaps)) kept.push(match)
  }
  return kept.toSorted((one, other) => one.at - other.at)
}

/** A text that ends where a name in quotes follows was hardly cut off: whoever took it out of a string stopped there. */
const beforeName = /^\s*["'«»„“]?%[sd]/

/** Finds the wording that a text is the beginning of, by the shortest that it may have. */
const cutOff = (all: ReadonlyArray<Wording>): PhraseIndex["beginning"] => {
  const starts = Map.groupBy(
    all.filter(({ distinct }) => distinct),
    ({ says }) => says.slice(0, shortest).toLowerCase()
  )
  return (part) => {
    const small = part.toLowerCase().replace(/[\s.…"'`\\+\d)\]}]+$/, "")
    if (small.length < shortest || !small.includes(" ")) return undefined
    const goesOn = ({ says }: Wording): boolean =>
      says.toLowerCase().startsWith(small) && !beforeName.test(says.slice(small.length))
    const [first, ...others] = (starts.get(small.slice(0, shortest)) ?? []).filter(goesOn)
    if (first === undefined || others.some(({ means }) => means.means !== first.means.means)) return undefined
    return { meaning: first.means, at: 0, letters: small.length, words: part }
  }
}

/** Blanks may be more or others. */
const squeezed = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, " ")

/** Finds wordings by their rarest word and their longest part, so that few patterns are tried on a text. */
export const make = (rows: ReadonlyArray<Row>): PhraseIndex => {
  const all = phrases<Meaning>(rows)
  const byWord = Map.groupBy(all, ({ anchor }) => anchor)
  const candidates = (text: string): ReadonlyArray<Wording> => {
    const words = new Set(wordsOf(text))
    const found: Array<Wording> = isWide(text) ? [...(byWord.get("") ?? [])] : []
    for (const word of words) {
      const wordings = byWord.get(word)
      if (wordings !== undefined) found.push(...wordings)
    }
    if (found.length === 0) return found
    const small = squeezed(text)
    return found.filter(({ literal }) => small.includes(literal))
  }
  return {
    mayHave: (text) => candidates(text).length > 0,
    inside: (text) =>
      longestAt(
        candidates(text).flatMap(({ distinct, inside, letters, means }): ReadonlyArray<Match> => {
          const found = distinct ? inside().exec(text) : null
          return found === null ? [] : [{ meaning: means, at: found.index, letters, words: found[0] }]
        })
      ),
    whole: (part) => {
      const [found] = candidates(part)
        .filter(({ means, whole }) => means.by !== "pooler" && whole().test(part))
        .toSorted((one, other) => other.letters - one.letters)
      return found && { meaning: found.means, at: 0, letters: found.letters, words: part }
    },
    beginning: cutOff(all)
  }
}
