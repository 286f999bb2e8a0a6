import { Effect } from "effect"
import { allFaults } from "./kinds/all.ts"
import type { Plant } from "./Plant.ts"
import { Report } from "./Report.ts"
import * as Rig from "./rig/Rig.ts"
import { seeded } from "./rig/Seed.ts"
import { round } from "./Round.ts"

export interface CampaignOptions {
  readonly seed: number
  readonly millis: number
  readonly plant: Plant
  readonly tell: (line: string) => void
}

/** Rounds of every kind of fault, each in an order of its own, until the time is over; the first one is whole. */
export const campaign = Effect.fnUntraced(function* ({ millis, plant, seed, tell }: CampaignOptions) {
  const rig = yield* Rig.make
  const report = new Report()
  const until = performance.now() + millis
  do {
    const first = report.rounds === 0
    const number = report.rounds + 1
    const result = yield* round({
      rig,
      seed: seed + report.rounds,
      faults: seeded(seed, `round ${number}`).shuffled(allFaults),
      plant,
      goesOn: () => first || performance.now() < until,
      tell: (line) => tell(`${number}  ${line}`)
    })
    report.add(result)
    tell(`${number}  ${result.operations.length} operations, ${result.violations.length} violations`)
  } while (performance.now() < until)
  return report
}, Effect.scoped)
