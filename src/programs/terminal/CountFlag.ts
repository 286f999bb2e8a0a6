import { Flag } from "effect/cli"

/** A flag that takes a whole number from `minimum` to `maximum`. */
export const countFlag = (name: string, minimum: number, maximum: number): Flag.Flag<number> =>
  Flag.Int(name).pipe(
    Flag.withMetavar("N"),
    Flag.filter(
      (value) => value >= minimum && value <= maximum,
      () => `a whole number from ${minimum.toLocaleString("en")} to ${maximum.toLocaleString("en")}` // behind "Expected:"
    )
  )
