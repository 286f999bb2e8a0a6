import { PgTypes } from "@effect/sql-pg"
import { utf8Bytes } from "./StorableText.ts"

/** Dimensions, whether there are nulls, the elements' type, how many, and the first one's index. */
export const headBytes = 20
export const lengthBytes = 4
/** Where it says whether there are nulls. */
export const nullsAt = 4

/** What is shorter is left to the driver. */
const leastBytes = 16 * 1024

/** A buffer that is taken again has a little more room than was asked for, as the next array may be longer. */
const slack = 1.125

/**
 * Memory for long arrays that are sent one after the other: that of one which has arrived is that of another. New memory
 * for each makes the collector look through the whole heap once for some twenty megabytes.
 */
export class ArrayRoom {
  readonly #spare: Array<Buffer> = []

  take(bytes: number): Buffer {
    const at = this.#spare.findIndex(({ length }) => length >= bytes && length <= 2 * bytes) // not a long one for a short
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1)
    return spare ?? Buffer.allocUnsafe(Math.ceil(bytes * slack))
  }

  give(buffer: Buffer): void {
    this.#spare.push(buffer)
  }
}

/**
 * An array as a parameter, with its bytes on the wire once it is long.
 *
 * The driver encodes a parameter when its connection is free to send it, while the server has nothing to do. An array
 * of many rows is better made ready while the server works on the rows before. A client that knows nothing of the
 * bytes encodes the values.
 */
export class BinaryArray implements PgTypes.Parameter {
  readonly [PgTypes.ParameterTypeId]: PgTypes.ParameterTypeId = PgTypes.ParameterTypeId
  readonly oid: number
  readonly bytes: Uint8Array | undefined
  readonly #values: (() => ReadonlyArray<unknown>) | undefined
  readonly #arrived: (() => void) | undefined

  /** `arrived` is called when the server has its bytes; without `values` the driver is never asked to encode any. */
  constructor(
    oid: number,
    bytes: Uint8Array,
    values: (() => ReadonlyArray<unknown>) | undefined,
    arrived?: () => void
  ) {
    this.oid = oid
    this.bytes = values !== undefined && bytes.length < leastBytes ? undefined : bytes
    this.#values = values
    this.#arrived = arrived
  }

  /** The server has answered what it was sent with, and nobody sends it any more. */
  arrive(): void {
    this.#arrived?.()
  }

  get value(): ReadonlyArray<unknown> {
    return this.#values?.() ?? []
  }
}

/** A value in the bytes of its type, as a server gave them. */
export class WireValue implements PgTypes.Parameter {
  readonly [PgTypes.ParameterTypeId]: PgTypes.ParameterTypeId = PgTypes.ParameterTypeId
  readonly oid: number
  readonly bytes: Uint8Array

  constructor(oid: number, bytes: Uint8Array) {
    this.oid = oid
    this.bytes = bytes
  }

  get value(): Uint8Array {
    return this.bytes
  }
}

/** The bytes of a parameter that is ready for the wire. */
export const readyBytes = (parameter: unknown): Uint8Array | undefined =>
  parameter instanceof BinaryArray || parameter instanceof WireValue ? parameter.bytes : undefined

/** An array of so many elements that take so many bytes, without nulls; its elements come from `headBytes` on. */
export const begin = (elementOid: number, count: number, bytes: number, room?: ArrayRoom): Buffer => {
  const size = headBytes + lengthBytes * count + bytes
  const buffer = room === undefined ? Buffer.allocUnsafe(size) : room.take(size)
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(0, nullsAt)
  buffer.writeInt32BE(elementOid, 8)
  buffer.writeInt32BE(count, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

export type Nullable<A> = ReadonlyArray<A | null>

/** What the server reads as NULL. */
export const nullLength = -1

/** The bytes of an array whose elements have one length. */
export const ofLength = <A>(
  elementOid: number,
  length: number,
  values: Nullable<A>,
  write: (buffer: Buffer, value: A, offset: number) => void
): Buffer => {
  const present = values.reduce<number>((count, value) => (value === null ? count : count + 1), 0)
  const buffer = begin(elementOid, values.length, present * length)
  let offset = headBytes
  for (const value of values) {
    buffer.writeInt32BE(value === null ? nullLength : length, offset)
    offset += lengthBytes
    if (value === null) continue
    write(buffer, value, offset)
    offset += length
  }
  buffer.writeInt32BE(present === values.length ? 0 : 1, nullsAt)
  return buffer
}

/** More room where texts take more bytes than characters. */
const grown = (buffer: Buffer, needed: number): Buffer => {
  const larger = Buffer.allocUnsafe(Math.ceil(Math.max(needed, 1.5 * buffer.length)))
  buffer.copy(larger)
  return larger
}

/** Bytes that a character takes at most. */
const widest = 3

/**
 * Texts, which must be such as Postgres can store; the array must not change any more.
 *
 * Each is read once: there is room for a byte a character, and only what may not fit into what is left is measured before.
 */
export const texts = (values: Nullable<string>, room?: ArrayRoom): BinaryArray => {
  let characters = 0
  for (const value of values) characters += value?.length ?? 0
  let buffer = begin(PgTypes.OID.text, values.length, characters, room)
  let offset = headBytes
  for (const [index, value] of values.entries()) {
    const start = offset + lengthBytes
    if (value === null) {
      buffer.writeInt32BE(nullLength, offset)
      buffer.writeInt32BE(1, nullsAt)
      offset = start
      continue
    }
    const left = buffer.length - start - lengthBytes * (values.length - 1 - index)
    if (widest * value.length > left && utf8Bytes(value) > left) {
      buffer = grown(buffer, buffer.length + widest * value.length)
    }
    const written = buffer.write(value, start)
    buffer.writeInt32BE(written, offset)
    offset = start + written
  }
  return new BinaryArray(
    PgTypes.OID.textArray,
    buffer.subarray(0, offset),
    () => values,
    () => room?.give(buffer)
  )
}

/** Byte strings of one length, given as hexadecimal digits. */
export const bytes = (values: ReadonlyArray<string>, each: number): BinaryArray => {
  const buffer = begin(PgTypes.OID.bytea, values.length, values.length * each)
  let offset = headBytes
  for (const value of values) {
    buffer.writeInt32BE(each, offset)
    buffer.write(value, offset + lengthBytes, each, "hex")
    offset += lengthBytes + each
  }
  return new BinaryArray(PgTypes.OID.byteaArray, buffer, () =>
    values.map((value) => Buffer.from(value, "hex"))
  )
}
