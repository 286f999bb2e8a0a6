import { PgTypes } from "@effect/sql-pg"
import { utf8Bytes } from "./StorableText.ts"

/** Dimensions, whether there are nulls, the elements' type, how many, and the first one's index. */
export const headBytes = 20
export const lengthBytes = 4
/** Where it says whether there are nulls. */
export const nullsAt = 4

/** What is shorter is left to the driver. */
const leastBytes = 16 * 1024

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
  readonly #values: () => ReadonlyArray<unknown>

  constructor(oid: number, bytes: Uint8Array, values: () => ReadonlyArray<unknown>) {
    this.oid = oid
    this.bytes = bytes.length < leastBytes ? undefined : bytes
    this.#values = values
  }

  get value(): ReadonlyArray<unknown> {
    return this.#values()
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
export const begin = (elementOid: number, count: number, bytes: number): Buffer => {
  const buffer = Buffer.allocUnsafe(headBytes + lengthBytes * count + bytes)
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
export const texts = (values: Nullable<string>): BinaryArray => {
  let characters = 0
  for (const value of values) characters += value?.length ?? 0
  let buffer = begin(PgTypes.OID.text, values.length, characters)
  let offset = headBytes
  for (const [index, value] of values.entries()) {
    const start = offset + lengthBytes
    if (value === null) {
      buffer.writeInt32BE(nullLength, offset)
      buffer.writeInt32BE(1, nullsAt)
      offset = start
      continue
    }
    const room = buffer.length - start - lengthBytes * (values.length - 1 - index)
    if (widest * value.length > room && utf8Bytes(value) > room) {
      buffer = grown(buffer, buffer.length + widest * value.length)
    }
    const written = buffer.write(value, start)
    buffer.writeInt32BE(written, offset)
    offset = start + written
  }
  return new BinaryArray(PgTypes.OID.textArray, buffer.subarray(0, offset), () => values)
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
