import { PgTypes } from "@effect/sql-pg"
import {
  begin,
  BinaryArray,
  headBytes,
  lengthBytes,
  nullLength,
  type Nullable,
  nullsAt,
  ofLength
} from "../BinaryArray.ts"
import * as Timestamp from "../Timestamp.ts"

export { texts } from "../BinaryArray.ts"

const { OID } = PgTypes

/** How values of one length are written. */
interface Fixed<A> {
  readonly element: number
  readonly array: number
  readonly length: number
  readonly write: (buffer: Buffer, value: A, offset: number) => void
  /** As the driver takes it, where the array is short. */
  readonly driven?: (value: A) => unknown
  /** Whether the driver would write another value. */
  readonly isLost?: (value: A) => boolean
}

const fixed =
  <A>({ array, driven, element, isLost, length, write }: Fixed<A>) =>
  (values: Nullable<A>): BinaryArray => {
    const buffer = ofLength(element, length, values, write)
    if (isLost !== undefined && values.some((value) => value !== null && isLost(value)))
      return new BinaryArray(array, buffer, undefined)
    return new BinaryArray(array, buffer, () =>
      driven === undefined ? values : values.map((value) => (value === null ? null : driven(value)))
    )
  }

/** Whole numbers of 32 bits. */
export const int4s = fixed<number>({
  element: OID.int4,
  array: OID.int4Array,
  length: 4,
  write: (buffer, value, offset) => buffer.writeInt32BE(value, offset)
})

/** Whole numbers that are exact, or of 64 bits. */
export const int8s = fixed<number | bigint>({
  element: OID.int8,
  array: OID.int8Array,
  length: 8,
  write: Timestamp.writeInt8,
  driven: BigInt
})

/** Points in time. */
export const instants = fixed<Date>({
  element: OID.timestamptz,
  array: OID.timestamptzArray,
  length: 8,
  write: (buffer, value, offset) => Timestamp.write(buffer, value.getTime(), offset),
  isLost: (value) => Timestamp.isFar(value.getTime())
})

export const float8s = fixed<number>({
  element: OID.float8,
  array: OID.float8Array,
  length: 8,
  write: (buffer, value, offset) => buffer.writeDoubleBE(value, offset)
})

export const booleans = fixed<boolean>({
  element: OID.bool,
  array: OID.boolArray,
  length: 1,
  write: (buffer, value, offset) => buffer.writeUInt8(value ? 1 : 0, offset)
})

/** Byte strings of any length. */
export const byteStrings = (values: Nullable<Uint8Array>): BinaryArray => {
  const buffer = begin(
    OID.bytea,
    values.length,
    values.reduce((sum, value) => sum + (value?.byteLength ?? 0), 0)
  )
  let offset = headBytes
  for (const value of values) {
    buffer.writeInt32BE(value?.byteLength ?? nullLength, offset)
    offset += lengthBytes
    if (value === null) continue
    buffer.set(value, offset)
    offset += value.byteLength
  }
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, nullsAt)
  return new BinaryArray(OID.byteaArray, buffer, () => values)
}
