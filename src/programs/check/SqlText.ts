import { isUtf8 } from "node:buffer"

/** The text of a file, and in which encoding it was found when that is not UTF-8. */
export interface SqlText {
  readonly text: string
  readonly encoding?: string
}

/** What a file is, by its first bytes, that is no text. */
const archives: ReadonlyArray<readonly [first: string, is: string]> = [
  ["PGDMP", "a dump in pg_dump's custom format: pg_restore -f - FILE | aquifer check -"],
  ["\u001f\u008b", "compressed: gunzip -c FILE | aquifer check -"],
  ["BZh", "compressed: bzip2 -dc FILE | aquifer check -"],
  ["\u00fd7zXZ", "compressed: xz -dc FILE | aquifer check -"],
  ["\u0028\u00b5\u002f\u00fd", "compressed: zstd -dc FILE | aquifer check -"],
  ["PK\u0003\u0004", "an archive: unpack it and check what is in it"]
]

/** UTF-16 without a mark: in SQL every other byte is zero. */
const withoutMark = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  const zeros: [number, number] = [0, 0]
  const looked = Math.min(bytes.length, 1_000)
  for (let at = 0; at < looked; at++) if (bytes[at] === 0) zeros[at % 2 === 0 ? 0 : 1]++
  if (zeros[1] > looked / 4 && zeros[0] < zeros[1] / 4) return "utf-16le"
  return zeros[0] > looked / 4 && zeros[1] < zeros[0] / 4 ? "utf-16be" : undefined
}

const utf16Of = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le"
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : withoutMark(bytes)
}

/** UTF-32, by its mark or by three zeros of each four bytes. */
const isUtf32 = (bytes: Uint8Array): boolean => {
  const first = Buffer.from(bytes.subarray(0, 4)).toString("hex")
  if (first === "fffe0000" || first === "0000feff") return true
  const looked = bytes.subarray(0, 1_000)
  return bytes.length >= 4 && looked.filter((byte) => byte === 0).length > looked.length * 0.7
}

/** Why bytes are no SQL, and what to do, with the name of the file in it; undefined when they may be. */
export const refusal = (bytes: Uint8Array, file: string): string | undefined => {
  const first = Buffer.from(bytes.subarray(0, 8)).toString("latin1")
  const found = archives.find(([start]) => first.startsWith(start))
  if (found !== undefined) return `${file} is ${found[1].replace("FILE", file)}`
  if (isUtf32(bytes)) return `${file} is UTF-32: iconv -f UTF-32 -t UTF-8 ${file} | aquifer check -`
  const isText = isUtf8(bytes) || utf16Of(bytes) !== undefined || !bytes.includes(0)
  return isText ? undefined : `${file} is no text: there are zero bytes in it`
}

/** Reads UTF-8, UTF-16 of both endians, and anything else as Latin-1, in which every byte is a character. */
export const decode = (bytes: Uint8Array): SqlText => {
  const utf16 = utf16Of(bytes)
  if (utf16 !== undefined)
    return { text: new TextDecoder(utf16).decode(bytes), encoding: utf16.toUpperCase() }
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) }
  return { text: new TextDecoder("latin1").decode(bytes), encoding: "Latin-1" }
}
