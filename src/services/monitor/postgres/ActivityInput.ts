import { Duration, Effect, Option } from "effect"
import { rejected } from "../../../layers/resilience/DataError.ts"

const wholeNumber = (field: string, value: number, most: number) =>
  Number.isSafeInteger(value) && value >= 1 && value <= most
    ? Effect.succeed(value)
    : Effect.fail(rejected(field, `is no whole number from 1 to ${most.toLocaleString("en")}`))

/** From when on a statement runs long. */
export const longerThan = (input: Duration.Input) => {
  const found = Option.filter(Duration.fromInput(input), Duration.isFinite)
  return Option.isSome(found) && Duration.toMillis(found.value) >= 0
    ? Effect.succeed(found.value)
    : Effect.fail(rejected("longerThan", `is no duration of zero or more, such as "5 minutes"`))
}

/** The highest process ID that Postgres can be asked about. */
const mostPid = 2_147_483_647

export const pid = (value: number) => wholeNumber("pid", value, mostPid)

/** How many tables are told. */
export const most = (value: number) => wholeNumber("most", value, 1_000)
