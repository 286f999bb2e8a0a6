import { DateTime } from "effect"

const lastMillis = 8.64e15

const prototype: object = Object.getPrototypeOf(DateTime.makeUnsafe(0))

/**
 * A time; one beyond the last day of a `Date`, such as `infinity`, becomes that day.
 *
 * Made as `DateTime.makeUnsafe` makes it but for the place of its parts, which is not there until they are asked for:
 * a twelfth of the time, twice a lookup.
 */
export const utc = (millis: number): DateTime.Utc => {
  const made: { epochMilliseconds: number } = Object.create(prototype)
  made.epochMilliseconds = millis >= -lastMillis && millis <= lastMillis ? Math.floor(millis) : lastMillis
  return made as DateTime.Utc // by its prototype
}

const year2000 = Date.UTC(2000, 0, 1)

/**
 * A timestamptz as Postgres sends it: microseconds since 2000, in eight bytes. 2 ** 32 of them are 4,294,967.296 ms;
 * so counted, no step is beyond what a number holds exactly.
 */
export const read = (bytes: Buffer, at: number): DateTime.Utc => {
  const high = bytes.readInt32BE(at)
  const round = high < 0 ? Math.ceil : Math.floor // towards 2000, as the driver has it
  return utc(year2000 + high * 4_294_967 + round((high * 296 + bytes.readUInt32BE(at + 4)) / 1_000))
}
