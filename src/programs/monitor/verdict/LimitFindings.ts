import type { Finding } from "../../../services/doctor/deployment/Finding.ts"
import * as Upkeep from "../../../services/doctor/postgres/Upkeep.ts"
import { type Look, type Sighting, shown } from "./Sighting.ts"

const at =
  (section: string) =>
  (finding: Finding): Sighting => ({ finding, section })

/** What runs out, and what is not cleaned up. */
export const look: Look = ({ insight }) => {
  const { limits, vacuuming } = shown(insight) ?? {}
  const ends = limits && shown(limits)
  const cleaning = vacuuming && shown(vacuuming)
  return [
    ...(ends === undefined ? [] : Upkeep.ofLimits(ends).map(at("limits"))),
    ...(cleaning === undefined ? [] : Upkeep.ofVacuuming(cleaning).map(at("vacuum")))
  ]
}
