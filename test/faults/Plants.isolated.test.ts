import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import type { Class } from "./checks/Violation.ts"
import type { Fault } from "./kinds/Fault.ts"
import { networkFaults } from "./kinds/network.ts"
import { nothing, type PlantName, plants } from "./Plant.ts"
import * as Rig from "./rig/Rig.ts"
import { round } from "./Round.ts"

class FaultRig extends Context.Service<FaultRig, Rig.Rig>()("test/FaultRig") {}

/** What shows the bugs that need a fault, and time for those that show by themselves. */
const faults: ReadonlyArray<Fault> = [
  ...networkFaults.filter(({ name }) => name === "the answer to a write is lost"),
  { name: "work goes on", rows: "none", inject: ({ history }) => history.progress(200) }
]

const classes: Readonly<Record<PlantName, Class>> = {
  "blind-retry": "doubled",
  "double-apply": "doubled",
  "early-answer": "lost",
  "half-store": "half-written",
  "false-verdict": "false verdict",
  "stale-near": "stale read",
  "lost-update": "lost update",
  "write-skew": "write skew"
}

layer(Layer.effect(FaultRig, Rig.make), { excludeTestServices: true, timeout: "2 minutes" })(
  "The campaign",
  (it) => {
    const found = Effect.fnUntraced(function* (plant: PlantName | undefined) {
      const { violations } = yield* round({
        rig: yield* FaultRig,
        seed: 1,
        faults: faults,
        plant: plant === undefined ? nothing : plants[plant],
        goesOn: () => true,
        tell: () => undefined
      })
      return [...new Set(violations.map((each) => each.class))]
    })

    it.effect("finds nothing where nothing is planted", () =>
      Effect.map(found(undefined), (classes) => expect(classes).toEqual([]))
    )

    it.effect.each(Object.entries(classes))("finds the bug %s", ([name, expected]) =>
      Effect.map(found(name as PlantName), (classes) => expect(classes).toContain(expected))
    )
  }
)
