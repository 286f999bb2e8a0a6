type Parts = Readonly<Record<string, unknown>>

/** What can be frozen and copied part by part; of other classes' values, Effect's own above all, nobody changes any. */
const isWhole = (value: unknown): value is Parts | ReadonlyArray<unknown> => {
  if (typeof value !== "object" || value === null) return false
  const made: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || made === Object.prototype || made === null
}

const isMutable = (value: unknown): value is Date | Uint8Array =>
  value instanceof Date || value instanceof Uint8Array

const freezeParts = (whole: object): boolean => {
  const parts = Object.values(whole).map(freeze)
  if (parts.includes(false)) return false
  Object.freeze(whole)
  return true
}

/**
 * Freezes a value in depth, as far as that can be done: whether nobody can change it from then on. Dates and bytes can be
 * changed whatever is done, and so can what has them in it.
 */
const freeze = (value: unknown): boolean => !isMutable(value) && (!isWhole(value) || freezeParts(value))

/** A value that several are to be given; of a class of the user's it is frozen as a row is. */
export const shared = <Value>(value: Value): Value => {
  if (typeof value === "object" && value !== null && !isMutable(value)) freezeParts(value)
  return value
}

const ownPart = (value: unknown): unknown => {
  if (value instanceof Date) return new Date(value)
  if (value instanceof Uint8Array) return Buffer.isBuffer(value) ? Buffer.from(value) : value.slice()
  if (!isWhole(value) || Object.isFrozen(value)) return value
  return Array.isArray(value) ? value.map(ownPart) : ownParts(value)
}

const ownParts = (value: object): Parts =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, ownPart(part)]))

/**
 * What one of several is given of a `shared` value: the value itself, where nobody can change it, or else one of its own,
 * which `make` makes of copies of its parts.
 */
export const own = <Value extends object>(value: Value, make: (parts: Parts) => Value): Value =>
  Object.isFrozen(value) ? value : make(ownParts(value))
