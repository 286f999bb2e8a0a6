/** What a message begins with: its type, and its length, in which its type does not count. */
export const headerSize = 5

/** What no length can be less than, as it counts itself. */
const least = 4

/**
 * Where the message ends that begins at `at`, with its header there whole. Throws where what is there is no message; whoever
 * went on by such a length would read the same bytes for ever.
 */
export const endOf = (bytes: Buffer, at: number): number => {
  const length = bytes.readInt32BE(at + 1)
  if (length < least) throw new RangeError("a message that is shorter than its own length")
  return at + 1 + length
}
