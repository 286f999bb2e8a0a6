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

/** A statement as a message of the simple protocol. */
export const simpleQuery = (sql: string): Uint8Array => {
  const length = Buffer.byteLength(sql) + headerSize
  const message = Buffer.alloc(length + 1)
  message.writeUInt8(0x51, 0)
  message.writeInt32BE(length, 1)
  message.write(sql, headerSize)
  return message
}

/** What a server calls a session, though it will cancel nothing of it. */
export const processId = (id: number): Buffer => {
  const message = Buffer.alloc(13)
  message.writeUInt8(0x4b, 0)
  message.writeInt32BE(message.length - 1, 1)
  message.writeInt32BE(id, headerSize)
  return message
}

/** The server is ready, and no transaction is open. */
export const ready: Buffer = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

const cancelCode = 80_877_102

/** Where a message that asks to cancel a statement says of which session. */
export const cancelledAt = 8

/** A copy of such a message; undefined of any other. */
export const cancelRequest = (bytes: Uint8Array): Buffer | undefined => {
  const message = Buffer.from(bytes)
  return message.length === 16 && message.readInt32BE(4) === cancelCode ? message : undefined
}
