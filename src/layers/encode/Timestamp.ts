import { PgTypes } from "@effect/sql-pg"
import { ofLength, WireValue } from "./BinaryArray.ts"

const { OID } = PgTypes

/** From when Postgres counts its microseconds. */
const epoch = Date.UTC(2000, 0, 1)

const size = 8

/**
 * As many milliseconds since 1970 the driver writes exactly, which is until the year 4253: it multiplies them by 1,000 in
 * a double, of whose 53 bits a multiple of 1,000, which is 8 times 125, needs none for the last 3.
 */
const mostMillis = 2 ** 56 / 1000

/** Whether the driver would write another time than this one, which is a finite number of milliseconds since 1970. */
export const isFar = (millis: number): boolean => Math.abs(millis) > mostMillis && Number.isFinite(millis)

/** Whole numbers of 64 bits, most of which a number holds. */
export const writeInt8 = (buffer: Buffer, value: number | bigint, offset: number): void => {
  if (typeof value === "bigint" || !Number.isSafeInteger(value)) {
    buffer.writeBigInt64BE(BigInt(value), offset)
    return
  }
  buffer.writeInt32BE(Math.floor(value / 2 ** 32), offset)
  buffer.writeUInt32BE(value >>> 0, offset + 4)
}

/** Writes a time, given in milliseconds since 1970, in the bytes of `timestamptz` and `timestamp`. */
export const write = (buffer: Buffer, millis: number, offset: number): void => {
  const since = millis - epoch
  const micros = Math.trunc(since * 1000)
  if (Number.isSafeInteger(micros)) return writeInt8(buffer, micros, offset)
  const whole = Math.trunc(since)
  writeInt8(buffer, BigInt(whole) * 1000n + BigInt(Math.trunc((since - whole) * 1000)), offset)
}

const bytesOf = (millis: number): Buffer => {
  const buffer = Buffer.allocUnsafe(size)
  write(buffer, millis, 0)
  return buffer
}

const elements: ReadonlyMap<number, number> = new Map([
  [OID.timestamptzArray, OID.timestamptz],
  [OID.timestampArray, OID.timestamp]
])

const millisOf = (value: unknown): number => (value instanceof Date ? value.getTime() : Number(value))

/** A value, or an array, of a type of timestamps in its bytes, where the driver would write another time. */
export const exact = (oid: number, value: unknown): WireValue | undefined => {
  if (oid === OID.timestamptz || oid === OID.timestamp) {
    const millis = millisOf(value)
    return isFar(millis) ? new WireValue(oid, bytesOf(millis)) : undefined
  }
  const element = elements.get(oid)
  if (element === undefined || !Array.isArray(value)) return undefined
  const each = value.map((item: unknown) => (item === null ? null : millisOf(item)))
  return each.some((millis) => millis !== null && isFar(millis))
    ? new WireValue(oid, ofLength(element, size, each, write))
    : undefined
}
