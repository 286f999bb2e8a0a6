/** What a number, a date or a boolean takes, and a field beside its text. */
const field = 8

/** The same within objects that are being counted: one that leads back to one of them is not counted again. */
const within = (value: object, above: ReadonlyArray<object>): number => {
  if (value instanceof Uint8Array) return value.byteLength + field
  if (above.includes(value)) return 0
  let inside: ReadonlyArray<object> | undefined
  let bytes = field
  for (const part of Object.values(value)) {
    if (typeof part === "string") bytes += part.length + field
    else if (typeof part !== "object" || part === null) bytes += field
    else bytes += within(part, (inside ??= [...above, value]))
  }
  return bytes
}

/**
 * What a value takes on its way, roughly: its texts and bytes, however deep, and something for each field. A value may have
 * itself in it, as a `BigDecimal` has once it was compared.
 */
export const roughBytes = (value: unknown): number => {
  if (typeof value === "string") return value.length + field
  return typeof value === "object" && value !== null ? within(value, []) : field
}
