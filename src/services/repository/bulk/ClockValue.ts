/** A span as the driver gives it. */
export interface Span {
  readonly months: number
  readonly days: number
  readonly microseconds: bigint
}

const dayMicros = 86_400_000_000n

/** Whether microseconds are a time of day: Postgres has 24:00 too. */
export const isTimeOfDay = (micros: bigint): boolean => micros >= 0n && micros <= dayMicros

export const isSpan = (value: object): value is Span =>
  "months" in value &&
  Number.isInteger(value.months) &&
  "days" in value &&
  Number.isInteger(value.days) &&
  "microseconds" in value &&
  typeof value.microseconds === "bigint"

const two = (value: bigint): string => String(value).padStart(2, "0")

/** Microseconds as hours, minutes and seconds. */
export const clockText = (micros: bigint): string => {
  const seconds = micros / 1_000_000n
  const fraction = String(micros % 1_000_000n).padStart(6, "0")
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`
}

const sign = (negative: boolean): string => (negative ? "-" : "+")

/** A span as Postgres reads it in each `IntervalStyle`: with a sign for every part, none stands for another. */
export const spanText = ({ days, microseconds, months }: Span): string => {
  const clock = clockText(microseconds < 0n ? -microseconds : microseconds)
  return `${sign(months < 0)}${Math.abs(months)} mons ${sign(days < 0)}${Math.abs(days)} days ${sign(microseconds < 0n)}${clock}`
}
