import { Effect } from "effect"
import { type Check, look, Unchecked } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** What a failover would lose, and what reads of a standby would miss. */
export const rules = family({
  "standby-asynchronous": {
    severity: "info",
    reason:
      "Commits wait for no standby: what was answered and had not reached one is gone when that is promoted, and so are writes that were answered as stored.",
    remedy:
      "Where that is not to be borne: synchronous_standby_names = 'ANY 1 (*)' on the primary, with two standbys, or commits stop when the only one is away; Patroni: synchronous_mode: true. Else keep it and know it."
  },
  "replica-lag": {
    severity: "warning",
    reason:
      "What reads there are given is so old, and a promotion waits until the standby has applied all that it has received.",
    remedy:
      "Look for long queries on the standby that recovery waits for (max_standby_streaming_delay), for recovery_min_apply_delay, and whether its disk and processor keep up."
  }
})

interface Standby extends Record<string, unknown> {
  readonly name: string
  /** Null for whoever may not see it. */
  readonly state: string | null
  readonly waited: boolean
  /** Bytes of the log that it does not have on disk, and that it has not applied. */
  readonly unwritten: number | null
  readonly unapplied: number | null
  readonly seconds: number | null
}

/** Those that take the whole log; a subscription of logical replication is no standby. */
const query = `
  SELECT application_name AS name, state, coalesce(sync_state IN ('sync', 'quorum'), false) AS waited,
    pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn)::float8 AS unwritten,
    pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 AS unapplied,
    extract(epoch FROM replay_lag)::float8 AS seconds
  FROM pg_stat_replication r
  WHERE NOT EXISTS (SELECT FROM pg_replication_slots s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
  ORDER BY application_name`

/** A standby that keeps up is behind by less. */
const tolerated = { bytes: 16 * 1024 * 1024, seconds: 5 }

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`

const asynchronous = (standbys: ReadonlyArray<Standby>): ReadonlyArray<Finding> =>
  standbys.length === 0 || standbys.some(({ waited }) => waited)
    ? []
    : [
        found(
          rules["standby-asynchronous"],
          `commits wait for none of ${standbys.length}: ${listed(
            standbys.map(({ name, unwritten }) => `${name} has yet to write ${size(unwritten ?? 0)}`)
          )}`
        )
      ]

const lagging = (standbys: ReadonlyArray<Standby>): ReadonlyArray<Finding> =>
  standbys
    .filter(
      ({ seconds, unapplied }) =>
        (unapplied ?? 0) > tolerated.bytes || ((seconds ?? 0) > tolerated.seconds && (unapplied ?? 0) > 0)
    )
    .map(({ name, seconds, unapplied }) =>
      found(
        rules["replica-lag"],
        `${name} has yet to apply ${size(unapplied ?? 0)}${seconds === null ? "" : `, and is ${seconds.toFixed(1)} s behind`}`
      )
    )

/** The standbys that follow the direct endpoint's server. */
export const check: Check = {
  name: "standbys: what a failover would lose, and how far behind they are",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    const [standby] = yield* look(direct, (rows) =>
      rows<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby")
    )
    if (standby?.standby === true) {
      return yield* new Unchecked({
        reason: "DATABASE_URL leads to a standby, and its primary alone knows who follows"
      })
    }
    const standbys = yield* look(direct, (rows) => rows<Standby>(query))
    if (standbys.some(({ state }) => state === null)) {
      return yield* new Unchecked({
        reason: `there are standbys, and the role ${direct.facts.role} may not see how far they are; GRANT pg_monitor TO ${direct.facts.called}`
      })
    }
    return [...asynchronous(standbys), ...lagging(standbys)]
  })
}
