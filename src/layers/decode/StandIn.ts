import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import { ForeignValue } from "./ForeignValue.ts"

/**
 * Numbers that the driver knows our readers by, far above those that Postgres gives to types. Whoever registers codecs
 * with the driver does so for types of Postgres, and these stay out of their way.
 */
const first = 0xf000_0000
let next = first

const byOid = new Map<number, number>()
const oids = new Map<number, number>()

type Read = (bytes: Uint8Array, offset: number, size: number) => unknown

/**
 * What every value is handed over in: the driver takes it out at once, and a new one for each would cost as much as the
 * value. A failure is thrown past it, as the driver itself throws those that it is given.
 */
const box = Result.succeed<unknown>(undefined) as {
  -readonly [Key in keyof Result.Success<unknown, never>]: Result.Success<unknown, never>[Key]
}

const handedOver = (value: unknown): Result.Result<unknown, never> => {
  box.success = value
  return box
}

const register = (oid: number, read: Read): number => {
  const standIn = next++
  byOid.set(oid, standIn)
  oids.set(standIn, oid)
  PgTypes.register<unknown>(standIn, {
    encode: () => Result.fail(new PgTypes.CodecError({ message: "is only read" })),
    decode: (bytes) => handedOver(read(bytes, 0, bytes.length)),
    read: (bytes, offset, size) => handedOver(read(bytes, offset, size))
  })
  return standIn
}

/** The number of what reads a type as its bytes. */
export const foreign = (oid: number): number =>
  byOid.get(oid) ?? register(oid, (bytes, offset, size) => new ForeignValue(oid, bytes, offset, size))

/** The number of what reads a type in a way of its own. */
export const reading = (oid: number, read: Read): number => byOid.get(oid) ?? register(oid, read)

/** The type that a number stands for. */
export const typeOf = (number: number): number => (number < first ? number : (oids.get(number) ?? number))
