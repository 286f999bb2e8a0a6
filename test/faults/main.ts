import { parseArgs } from "node:util"
import { NodeRuntime } from "@effect/platform-node"
import { Effect, Logger } from "effect"
import { campaign } from "./Campaign.ts"
import { isPlant, nothing, plants } from "./Plant.ts"
import { show } from "./Report.ts"

const usage = `npm run faults -- [--for TIME] [--seed N] [--plant NAME] [--json]
  --for TIME    such as 90s, 20m or 8h; a minute unless given, and at least every kind of fault once
  --seed N      a whole number, which decides what is done and in which order; another one each time unless given
  --plant NAME  with a bug that has to be found: ${Object.keys(plants).join(", ")}
  --json        one JSON document on standard output

Exit status 0, 1 (something was violated, or a fault could not be made) or 2 (wrong usage).`

const units = { s: 1_000, m: 60_000, h: 3_600_000 }

const millisOf = (text: string): number => {
  const [, number = "", unit = ""] = /^(\d+)(s|m|h)$/.exec(text) ?? []
  return Number(number) * (unit === "s" || unit === "m" || unit === "h" ? units[unit] : Number.NaN)
}

const optionsOf = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      for: { type: "string", default: "1m" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      plant: { type: "string" },
      json: { type: "boolean", default: false }
    }
  })
  const [millis, seed] = [millisOf(values.for), Number(values.seed)]
  const plant =
    values.plant === undefined ? nothing : isPlant(values.plant) ? plants[values.plant] : undefined
  if (!(millis > 0)) throw new Error(`--for ${values.for} is no time`)
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${values.seed} is no whole number`)
  if (plant === undefined) throw new Error(`--plant ${values.plant} is not known`)
  return { millis, seed, plant, json: values.json }
}

/** What is asked for; where that is not understood, it says why. */
const asked = (args: ReadonlyArray<string>) => {
  try {
    return optionsOf(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

const run = ({ json, seed, ...rest }: ReturnType<typeof optionsOf>): void => {
  console.error(`Faults of seed ${seed}`)
  const program = Effect.map(campaign({ ...rest, seed, tell: (line) => console.error(line) }), (report) => {
    console.log(json ? JSON.stringify({ seed, ...report }, undefined, 2) : show(report))
    process.exitCode = report.passed ? 0 : 1
  })
  const logs = Logger.layer([Logger.withConsoleError(Logger.formatSimple)])
  NodeRuntime.runMain(Effect.provide(program, logs))
}

const args = process.argv.slice(2)
if (args.includes("--help")) console.log(usage)
else {
  const options = asked(args)
  if (options === undefined) process.exitCode = 2
  else run(options)
}
