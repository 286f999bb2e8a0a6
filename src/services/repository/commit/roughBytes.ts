/** What a number, a date or a boolean takes, and a field beside its text. */
const field = 8

/** What a value takes on its way, roughly: its texts and bytes, however deep, and something for each field. */
export const roughBytes = (value: unknown): number => {
  if (typeof value === "string") return value.length + field
  if (value instanceof Uint8Array) return value.byteLength + field
  if (typeof value !== "object" || value === null) return field
  let bytes = field
  for (const part of Object.values(value)) {
    bytes += typeof part === "string" ? part.length + field : roughBytes(part) // most are, and a call costs more
  }
  return bytes
}
