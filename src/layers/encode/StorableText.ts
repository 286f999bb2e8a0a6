/** Bytes of a text in UTF-8. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text)

const fits = (text: string, bytes: number): boolean => text.length * 3 <= bytes || utf8Bytes(text) <= bytes

/** Why Postgres could not give `text` back byte for byte, or why it is too long for `bytes` in UTF-8; else nothing. */
export const unstorable = (text: string, bytes: number): string | undefined => {
  // Hundreds of megabytes are not looked through first.
  if (text.length > bytes) return tooLong(bytes)
  if (text.includes("\0")) return "contains a NUL character, which Postgres cannot store"
  if (!text.isWellFormed()) return "contains a lone surrogate, which is not valid Unicode"
  return fits(text, bytes) ? undefined : tooLong(bytes)
}

const tooLong = (bytes: number): string => `is longer than ${bytes.toLocaleString("en")} bytes in UTF-8`
