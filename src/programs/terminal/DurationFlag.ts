import { Flag } from "effect/cli"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const units: Readonly<Record<string, string>> = {
  us: "micros",
  ms: "millis",
  s: "seconds",
  m: "minutes",
  min: "minutes",
  h: "hours",
  d: "days"
}

const decode = Schema.decodeUnknownOption(Schema.DurationFromString)

/** A duration as people write it: `5ms`, `1.5s`, `2m`, or in words: `5 millis`, `2 minutes`. */
const parse = (text: string): Option.Option<Duration.Duration> => {
  const [, value, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim()) ?? []
  return Option.filter(
    decode(`${value} ${units[unit] ?? unit}`),
    (duration) => Duration.isFinite(duration) && Duration.toMillis(duration) >= 0
  )
}

/** A flag that takes a duration. */
export const durationFlag = (name: string): Flag.Flag<Duration.Duration> =>
  Flag.String(name).pipe(
    Flag.withMetavar("DURATION"),
    Flag.filterMap(parse, () => 'a duration, such as 5ms, 1.5s, 2m or "5 millis"')
  )
