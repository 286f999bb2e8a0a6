import { Predicate } from "effect"
import { utf8Bytes } from "./StorableText.ts"

/** Digits that Postgres writes for a number: all of them, as its numeric knows no exponent. */
const digits = (number: number): number => {
  const [mantissa = "", exponent] = String(number).split("e")
  if (exponent === undefined) return mantissa.length
  const sign = number < 0 ? 1 : 0
  const places = Number(exponent)
  const significant = mantissa.length - sign - (mantissa.includes(".") ? 1 : 0)
  return sign + (places < 0 ? 1 - places + significant : Math.max(places + 1, significant + 1))
}

/** More than any one character, and any one number, takes in jsonb's text. */
const characterBytes = 6
const numberBytes = 330

interface Measure {
  readonly text: (text: string) => number
  readonly number: (number: number) => number
}

const atMost: Measure = {
  text: (text) => 2 + characterBytes * text.length,
  number: () => numberBytes
}

const exactly: Measure = {
  text: (text) => utf8Bytes(JSON.stringify(text)),
  number: digits
}

const measured = (json: unknown, measure: Measure): number => {
  let bytes = 0
  const pending: Array<unknown> = [json]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === "string") bytes += measure.text(value)
    else if (typeof value === "number") bytes += measure.number(value)
    else if (Array.isArray(value)) {
      bytes += 2 + 2 * value.length
      for (const item of value) pending.push(item)
    } else if (Predicate.isObject(value)) {
      bytes += 2
      for (const key of Object.keys(value)) {
        bytes += measure.text(key) + 4
        pending.push(value[key])
      }
    } else bytes += 5
  }
  return bytes
}

/**
 * Bytes of the text that Postgres gives back for a jsonb value, which is longer than the text it was given: a blank
 * follows each comma and colon, and 1e300 becomes three hundred digits. A little too many, never too few; exact work
 * is done only for what may exceed `limit`.
 */
export const jsonbBytes = (json: unknown, limit: number): number => {
  const most = measured(json, atMost)
  return most <= limit ? most : measured(json, exactly)
}
