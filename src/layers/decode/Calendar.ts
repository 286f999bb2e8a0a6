import { ForeignValue } from "./ForeignValue.ts"

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const int32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

const epochMillis = Date.UTC(2000, 0, 1)
const lastMillis = 8.64e15

/** Below this a number has all the microseconds of an int64, of which this is the upper half. */
const exactHigh = 0x20_0000

const most = 2n ** 63n - 1n
const least = -(2n ** 63n)

/**
 * Reads `timestamptz` and `timestamp` as the driver does, but infinity as its name, and what is too late for a `Date`
 * as Postgres' text.
 */
export const readTimestamp =
  (oid: number) =>
  (bytes: Uint8Array, offset: number, size: number): unknown => {
    const high = int32(bytes, offset)
    if (high >= -exactHigh && high < exactHigh) {
      const micros = high * 2 ** 32 + (int32(bytes, offset + 4) >>> 0)
      return new Date((micros - (micros % 1000)) / 1000 + epochMillis)
    }
    const micros = view(bytes).getBigInt64(offset)
    if (micros === most) return "infinity"
    if (micros === least) return "-infinity"
    const millis = Number(micros / 1000n) + epochMillis
    return Math.abs(millis) <= lastMillis ? new Date(millis) : new ForeignValue(oid, bytes, offset, size)
  }

const epochDays = 10_957
/** Of 1 January of the year 1, counted from 2000. */
const firstDay = -730_119

const digits = (number: number, size: number): string => String(number).padStart(size, "0")

/** By the days since 1970, counted in eras of 400 years that begin in March (Howard Hinnant's algorithm). */
const dateText = (sinceEpoch: number): string => {
  const days = sinceEpoch + 719_468
  const era = Math.floor(days / 146_097)
  const ofEra = days - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return `${digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)}-${digits(month, 2)}-${digits(day, 2)}`
}

/** Texts of days, which many rows have in common. */
const texts = new Map<number, string>()
const mostTexts = 4_096

const textOf = (days: number): string => {
  const known = texts.get(days)
  if (known !== undefined) return known
  if (texts.size === mostTexts) texts.clear()
  const text = dateText(days)
  texts.set(days, text)
  return text
}

/** Reads `date` as the driver does, but what is before Christ as Postgres' text. */
export const readDate =
  (oid: number) =>
  (bytes: Uint8Array, offset: number, size: number): unknown => {
    const days = int32(bytes, offset)
    if (days === 0x7fff_ffff) return "infinity"
    if (days === -0x8000_0000) return "-infinity"
    return days < firstDay ? new ForeignValue(oid, bytes, offset, size) : textOf(days + epochDays)
  }

/** Whether a `timetz` has a zone of whole minutes; the driver drops seconds. */
export const hasWholeMinutes = (bytes: Uint8Array, offset: number): boolean =>
  int32(bytes, offset + 8) % 60 === 0
