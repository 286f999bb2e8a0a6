import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import { withoutStack } from "../failure/withoutStack.ts"
import * as ArrayBytes from "./ArrayBytes.ts"
import * as Calendar from "./Calendar.ts"
import { ForeignValue } from "./ForeignValue.ts"
import * as StandIn from "./StandIn.ts"

const { OID } = PgTypes

/** Types whose bytes are their text, and that the driver takes for text as it does all that it does not know. */
const texts: ReadonlyArray<number> = [
  142, // xml
  194, // pg_node_tree
  705, // unknown
  1790, // refcursor
  2275, // cstring
  2278 // void
]

const char = 18

const arrays: ReadonlySet<number> = new Set(
  Object.values(PgTypes.OID).flatMap((oid) => PgTypes.arrayOidFor(oid) ?? [])
)

/** Whether the driver has a codec for a type, and whether that is for arrays. */
export const isOfDriver = (oid: number): boolean => ofDrivers.has(oid)
export const isArrayOfDriver = (oid: number): boolean => arrays.has(oid)

/** Arrays whose elements are read otherwise than the driver reads them. */
const arraysOfOurs: ReadonlySet<number> = new Set([
  OID.dateArray,
  OID.timestampArray,
  OID.timestamptzArray,
  OID.timetzArray
])

type Read = (bytes: Uint8Array, offset: number, size: number) => unknown

/** The driver's own way to read a type in the midst of other bytes. */
const readerOf = (oid: number) =>
  Result.getOrThrow(PgTypes.makeFieldReader([{ dataTypeOid: oid, format: 1 }]))

/** Whether the driver reads a type as it came with it; who registered a codec of their own is to have it. */
const isBuiltIn = (oid: number): boolean => {
  const zeros = PgTypes.decode(new Uint8Array(8), oid, 1)
  return Result.isSuccess(zeros) && zeros.success instanceof Date
}

const isBuiltInDate = (): boolean => {
  const day = PgTypes.decode(new Uint8Array(4), OID.date, 1)
  return Result.isSuccess(day) && day.success === "2000-01-01"
}

/** Whether somebody registered a codec with the driver, which has no way to ask for it. */
const isRegistered = (oid: number): boolean => {
  try {
    // The driver's own says what it has no codec for; one that somebody registered may give or throw anything.
    const encoded = withoutStack(() => PgTypes.encode(undefined, oid) as never)
    const result = encoded as Result.Result<Uint8Array, PgTypes.CodecError>
    return Result.isSuccess(result) || !result.failure.message.startsWith("No codec registered")
  } catch {
    return true
  }
}

const readChar = (bytes: Uint8Array, offset: number): string => {
  const code = bytes[offset] ?? 0
  if (code < 0x80) return code === 0 ? "" : String.fromCharCode(code)
  return `\\${code.toString(8)}`
}

const readTimetz =
  (read: ReturnType<typeof readerOf>): Read =>
  (bytes, offset, size) =>
    Calendar.hasWholeMinutes(bytes, offset)
      ? read(bytes, offset, size, 0)
      : new ForeignValue(OID.timetz, bytes, offset, size)

const readArray =
  (oid: number, read: ReturnType<typeof readerOf>): Read =>
  (bytes, offset, size) =>
    !arraysOfOurs.has(oid) && ArrayBytes.isPlain(bytes, offset)
      ? read(bytes, offset, size, 0)
      : new ForeignValue(oid, bytes, offset, size)

/** What a type of the driver's own is read by: itself, where nothing is wrong with that. */
const ofDriver = (oid: number): number => {
  switch (oid) {
    case OID.date:
      return isBuiltInDate() ? StandIn.reading(oid, Calendar.readDate(oid)) : oid
    case OID.timestamp:
    case OID.timestamptz:
      return isBuiltIn(oid) ? StandIn.reading(oid, Calendar.readTimestamp(oid)) : oid
    case OID.timetz:
      return StandIn.reading(oid, readTimetz(readerOf(oid)))
    case char:
      return StandIn.reading(oid, readChar)
    default:
      return arrays.has(oid) ? StandIn.reading(oid, readArray(oid, readerOf(oid))) : oid
  }
}

const ofDrivers: ReadonlySet<number> = new Set([...Object.values(PgTypes.OID), char])
const known: ReadonlySet<number> = new Set([...ofDrivers, ...texts])

/** Where the type's number stands behind a column's name, and where the next column begins. */
const typeAt = 7
const columnBytes = 19

/**
 * By what each type of a database is read.
 *
 * The driver takes the bytes of a type that it has no codec for as text, and of some that it has codecs for not every
 * value. It gets another number in place of such a type's, for which there is one of ours.
 */
export class ColumnTypes {
  readonly #readers = new Map<number, number>()

  /** The number of what reads a type. */
  of(oid: number): number {
    const known = this.#readers.get(oid)
    return known ?? this.#decide(oid)
  }

  /** A value of a type, or a `ForeignValue` where more has to be known for it. */
  readonly read = (oid: number, bytes: Uint8Array): unknown =>
    Result.getOrThrow(PgTypes.decode(bytes, this.of(oid), 1))

  /** The bytes of a type turned out to be its text. */
  isText(oid: number): void {
    this.#readers.set(oid, oid)
  }

  /** Writes the numbers into a RowDescription whose body begins at `at`. */
  rename(message: Buffer, at: number): void {
    let name = at + 2
    for (let left = message.readInt16BE(at); left > 0; left--) {
      const end = message.indexOf(0, name)
      const oid = message.readUInt32BE(end + typeAt)
      const reader = this.of(oid)
      if (reader !== oid) message.writeUInt32BE(reader, end + typeAt)
      name = end + columnBytes
    }
  }

  #decide(oid: number): number {
    const reader = known.has(oid) ? ofDriver(oid) : isRegistered(oid) ? oid : StandIn.foreign(oid)
    this.#readers.set(oid, reader)
    return reader
  }
}

const beside = new ColumnTypes()

/** The bytes of a `timestamptz` that came otherwise than in a row of their own, read as those of a row are. */
export const readTimestamptz = (bytes: Uint8Array): unknown => beside.read(OID.timestamptz, bytes)

/** The same of a `date`. */
export const readDate = (bytes: Uint8Array): unknown => beside.read(OID.date, bytes)
