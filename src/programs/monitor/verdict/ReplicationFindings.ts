import { family, first } from "../../../services/doctor/deployment/Finding.ts"
import * as Standbys from "../../../services/doctor/postgres/Standbys.ts"
import type { Replication } from "../../../services/monitor/insight/UpkeepRows.ts"
import type { Risks } from "../../../services/monitor/postgres/ActivityRows.ts"
import * as Table from "../../terminal/Table.ts"
import { type Look, seen, shown } from "./Sighting.ts"

/** What is kept for those who do not come. */
export const rules = family({
  "slot-keeps-log": {
    severity: "warning",
    reason:
      "The log is kept until the slot's reader has it, and fills the disk when that does not come back.",
    remedy:
      "Start the reader, or drop the slot: SELECT pg_drop_replication_slot('NAME'); bound what is kept with max_slot_wal_keep_size."
  }
})

/** As the doctor has it. */
const tolerated = { bytes: 16 * 1024 * 1024, millis: 5_000 }
const keptBytes = 1024 ** 3

const standby = (insight: Replication | undefined): ReadonlyArray<string> =>
  insight !== undefined && insight.replayMillis !== null && insight.replayMillis > tolerated.millis
    ? [`this standby shows what was there ${Table.millis(insight.replayMillis)} ago`]
    : []

/** The age of what a standby shows does not grow while it applies nothing; the log that it has yet to apply does. */
const behind = ({ standbys }: Risks): ReadonlyArray<string> =>
  first(
    standbys.filter(
      ({ lagMillis, unappliedBytes }) =>
        unappliedBytes > tolerated.bytes || (lagMillis > tolerated.millis && unappliedBytes > 0)
    ),
    ({ lagMillis, name, unappliedBytes }) =>
      `${name} has yet to apply ${Table.bytes(unappliedBytes)}, and is ${Table.millis(lagMillis)} behind`
  )

const kept = ({ slots }: Replication): ReadonlyArray<string> =>
  first(
    slots.filter((slot) => slot.status === "lost" || (!slot.active && (slot.keptBytes ?? 0) >= keptBytes)),
    ({ keptBytes, name, status }) =>
      status === "lost"
        ? `${name} has lost the log that its reader needs`
        : `${name} keeps ${Table.bytes(keptBytes ?? 0)} of the log, and nobody reads it`
  )

/** Standbys that lag, and slots that keep. */
export const look: Look = ({ insight, postgres }) => {
  const { replication } = shown(insight) ?? {}
  const seenBy = replication && shown(replication)
  const risks = shown(postgres)?.risks
  return [
    ...seen(Standbys.rules["replica-lag"], "replication", [
      ...standby(seenBy),
      ...(risks === undefined ? [] : behind(risks))
    ]),
    ...(seenBy === undefined ? [] : seen(rules["slot-keeps-log"], "replication", kept(seenBy)))
  ]
}
