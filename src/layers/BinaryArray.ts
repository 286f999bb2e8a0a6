import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import { utf8Bytes } from "./StorableText.ts"

/** A parameter that is such an array. */
export type BinaryArray = PgTypes.Parameter

/** The bytes of arrays that have been made ready for the wire. */
const ready = new WeakMap<object, Uint8Array>()

/** Dimensions, whether there are nulls, the elements' type, how many, and the first one's index. */
const headBytes = 20
const lengthBytes = 4

const begin = (elementOid: number, count: number, bytes: number): Buffer => {
  const buffer = Buffer.allocUnsafe(headBytes + lengthBytes * count + bytes)
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(0, 4)
  buffer.writeInt32BE(elementOid, 8)
  buffer.writeInt32BE(count, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

/** As a parameter; a client that does not know of the bytes encodes the values. */
const parameter = (oid: number, values: ReadonlyArray<unknown>, bytes: Buffer): BinaryArray => {
  if (values.length > 0) ready.set(values, bytes)
  return { [PgTypes.ParameterTypeId]: PgTypes.ParameterTypeId, oid, value: values }
}

/** Texts, which must be such as Postgres can store; the array must not change any more. */
export const texts = (values: ReadonlyArray<string>): BinaryArray => {
  let bytes = 0
  for (const value of values) bytes += utf8Bytes(value)
  const buffer = begin(PgTypes.OID.varchar, values.length, bytes)
  let offset = headBytes
  for (const value of values) {
    const written = buffer.write(value, offset + lengthBytes)
    buffer.writeInt32BE(written, offset)
    offset += lengthBytes + written
  }
  return parameter(PgTypes.OID.varcharArray, values, buffer)
}

/** Byte strings of one length, given as strings of a character a byte. */
export const bytes = (values: ReadonlyArray<string>, each: number): BinaryArray => {
  const buffer = begin(PgTypes.OID.bytea, values.length, values.length * each)
  let offset = headBytes
  const views = values.map((value) => {
    buffer.writeInt32BE(each, offset)
    offset += lengthBytes
    buffer.write(value, offset, each, "latin1")
    const view = buffer.subarray(offset, offset + each)
    offset += each
    return view
  })
  return parameter(PgTypes.OID.byteaArray, views, buffer)
}

/** Bytes of an array that is ready for the wire. */
export const readyBytes = (value: unknown): Uint8Array | undefined =>
  Array.isArray(value) ? ready.get(value) : undefined

const codec = (oid: number): PgTypes.Codec<unknown> => ({
  encode: (value) => {
    const bytes = readyBytes(value)
    return bytes === undefined ? PgTypes.encode(value, oid) : Result.succeed(bytes)
  },
  decode: (bytes) => PgTypes.decode(bytes, oid, 1)
})

/**
 * The driver's types, of which these arrays are sent as they are.
 *
 * The driver encodes a parameter when its connection is free to send it, while the server has nothing to do. An array
 * of many rows is better made ready while the server works on the rows before.
 */
export const registry: PgTypes.Registry = PgTypes.makeRegistry()
for (const oid of [PgTypes.OID.varcharArray, PgTypes.OID.byteaArray]) registry.register(oid, codec(oid))
