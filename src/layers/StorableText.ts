const encoder = new TextEncoder()

const fits = (text: string, bytes: number): boolean =>
  text.length * 3 <= bytes || (text.length <= bytes && encoder.encode(text).byteLength <= bytes)

/** Why Postgres could not give `text` back byte for byte, or why it is too long for `bytes` in UTF-8; else nothing. */
export const unstorable = (text: string, bytes: number): string | undefined => {
  if (text.includes("\0")) return "contains a NUL character, which Postgres cannot store"
  if (!text.isWellFormed()) return "contains a lone surrogate, which is not valid Unicode"
  return fits(text, bytes) ? undefined : `is longer than ${bytes.toLocaleString("en")} bytes in UTF-8`
}
