import type { OverviewSnapshot } from "../../services/monitor/Overview.ts"

/** What the curves are drawn of, a value a second; null where there was nothing to see. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly pooledUsed: number | null
  readonly pooledWaiting: number | null
  readonly directUsed: number | null
  readonly directWaiting: number | null
  readonly connections: number | null
}

/** The last moments, oldest first. */
export type History = ReadonlyArray<Moment>

/** Five minutes; no screen is wider. */
export const most = 300

type Seen = Pick<OverviewSnapshot, "at" | "pools" | "postgres">

const moment = ({ at, pools, postgres }: Seen): Moment => {
  const { direct, pooled } = pools._tag === "Shown" ? pools.value : { direct: undefined, pooled: undefined }
  return {
    at,
    pooledUsed: pooled?.used ?? null,
    pooledWaiting: pooled?.waiting ?? null,
    directUsed: direct?.used ?? null,
    directWaiting: direct?.waiting ?? null,
    connections: postgres._tag === "Shown" ? postgres.value.connections.total : null
  }
}

/** The history with one more moment. */
export const add = (history: History, seen: Seen): History => [...history.slice(1 - most), moment(seen)]
