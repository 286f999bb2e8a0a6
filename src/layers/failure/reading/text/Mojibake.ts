/** Letters that Windows' programs write, and what its console shows of them, whose pages are 850 or 437. */
const written = "àáâãäåçèéêëìíîïñòóôõöùúûüÁÂÃÀÇÉÊÍÓÔÕÚ«»"
const consoles: ReadonlyArray<ReadonlyMap<string, string>> = [
  "ÓßÔÒõÕþÞÚÛÙýÝ¯´±‗¾¶§÷¨·¹³┴┬├└Ã╔╩═ËÈı┌½╗",
  "αßΓπΣστΦΘΩδ∞φε∩±≥≤⌠⌡÷∙·√ⁿ┴┬├└╟╔╩═╙╘╒┌½╗"
].map((shown) => new Map([...shown].map((letter, at) => [letter, [...written][at] ?? letter])))

/** A byte by the letter that an encoding shows for it. */
const bytesOf = (encoding: string): ReadonlyMap<string, number> => {
  const shown = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))
  return new Map([...shown].map((letter, byte) => [letter, byte]))
}

/** Pairs that people meet: what a text was shown as, and what it was. */
const pairs: ReadonlyArray<readonly [shown: string, was: string]> = [
  ["windows-1252", "utf-8"],
  ["windows-1251", "utf-8"],
  ["ibm866", "utf-8"],
  ["ibm866", "windows-1251"],
  ["windows-1252", "windows-1251"],
  ["windows-1251", "ibm866"],
  ["windows-1251", "koi8-r"]
]

/** The text as it was before it was shown in another encoding, if all of its letters can come of that. */
const redecoded = (text: string, [shown, was]: (typeof pairs)[number]): string | undefined => {
  const bytes = bytesOf(shown)
  const codes = [...text].map((letter) => bytes.get(letter))
  if (codes.includes(undefined)) return undefined
  try {
    return new TextDecoder(was, { fatal: true }).decode(Uint8Array.from(codes, (code) => code ?? 0))
  } catch {
    return undefined // it is no text of that encoding
  }
}

const replaced = (text: string, console: ReadonlyMap<string, string>): string =>
  [...text].map((letter) => console.get(letter) ?? letter).join("")

/** Longer texts are files, which have one encoding. */
const most = 4000

/** What a text may have been before a terminal or an editor took it for another encoding; nothing of plain English. */
export const readings = (text: string): ReadonlyArray<string> => {
  if (text.length > most || !/[^\p{ASCII}\u00A0\u2007\u202F]/u.test(text)) return []
  return [
    ...pairs.flatMap((pair) => redecoded(text, pair) ?? []),
    ...consoles.map((console) => replaced(text, console))
  ].filter((reading) => reading !== text)
}

/** A terminal's width, at the least. */
const narrowest = 72

/** A text as it was before a terminal broke its lines, be it in a word: where they are as long as the longest. */
export const unbroken = (text: string): string => {
  const lines = text.split("\n")
  const width = Math.max(...lines.map(({ length }) => length))
  if (width < narrowest || width > most) return text
  const isBroken = (line: string, next = "") =>
    line.length === width && /[a-z]$/.test(line) && /^[a-z]/.test(next)
  return lines.reduce(
    (whole, line, at) => `${whole}${isBroken(lines[at - 1] ?? "", line) ? "" : "\n"}${line}`
  )
}

/** A letter that no language has, for letters that were lost. */
const lost = "\u0298"

/** Whether letters of a text were lost: an editor shows a mark for each. */
export const hasMarks = (text: string): boolean => /\uFFFD|[a-z]\?[a-z]/.test(text)

/** A text without the letters that a program could not write and left out. */
export const withoutLetters = (text: string): string => text.replaceAll(/\uFFFD|(?!\p{ASCII})\p{L}/gu, "")

/** A text with one and the same letter for all that are lost, or could be: a text and a wording are alike then. */
export const withMarks = (text: string): string =>
  text.replaceAll(/\uFFFD+|(?<=[A-Za-z])\?+(?=[A-Za-z]|\s[a-z])|(?!\p{ASCII})\p{L}/gu, lost)
