import { family } from "../../../services/doctor/deployment/Finding.ts"
import * as Entrance from "../../../services/doctor/settings/Entrance.ts"
import type { Panel } from "../../../services/monitor/Panel.ts"
import { lateMillis, type Look, seen } from "./Sighting.ts"

/** Who does not answer. */
export const rules = family({
  "program-silent": {
    severity: "error",
    reason: "The program that has these pools has ended, hangs, or cannot be reached.",
    remedy:
      "See that it runs with --web or mounts the page, that the address is right, and what its log says."
  }
})

const late = (who: string, panel: Panel<unknown>): ReadonlyArray<string> =>
  panel._tag === "Shown" && panel.silentMillis >= lateMillis
    ? [`${who} has not answered for ${(panel.silentMillis / 1_000).toFixed(1)} s`]
    : []

const failed = (who: string, panel: Panel<unknown>): ReadonlyArray<string> =>
  panel._tag === "Missing" && panel.failed === true
    ? [panel.reason.startsWith(who) ? panel.reason : `${who}: ${panel.reason}`]
    : []

/** Parts that should answer and do not. */
export const look: Look = ({ pgbouncer, pools, postgres }) =>
  failed("program", pools).length > 0
    ? seen(rules["program-silent"], "pools", failed("program", pools))
    : [
        ...seen(Entrance.rules["endpoint-unreachable"], "postgres", failed("Postgres", postgres)),
        ...seen(Entrance.rules["endpoint-unreachable"], "pooler", failed("PgBouncer's console", pgbouncer)),
        ...seen(Entrance.rules["endpoint-stalled"], "postgres", late("Postgres", postgres)),
        ...seen(Entrance.rules["endpoint-stalled"], "pooler", late("PgBouncer's console", pgbouncer))
      ]
