import type { OverviewSnapshot } from "../../services/Overview.ts"

/** What the curves are drawn of, a value a second. */
export interface Moment {
  readonly pooledUsed: number
  readonly pooledWaiting: number
  readonly directUsed: number
  readonly directWaiting: number
  readonly connections: number
  readonly poolerWaiting: number
}

/** The last moments, oldest first. */
export type History = ReadonlyArray<Moment>

/** Five minutes; no screen is wider. */
const most = 300

const moment = ({ pgbouncer, pools, postgres }: OverviewSnapshot): Moment => {
  const { direct, pooled } = pools._tag === "Shown" ? pools.value : { direct: undefined, pooled: undefined }
  const poolerPools = pgbouncer._tag === "Shown" ? pgbouncer.value.pools : []
  return {
    pooledUsed: pooled?.used ?? 0,
    pooledWaiting: pooled?.waiting ?? 0,
    directUsed: direct?.used ?? 0,
    directWaiting: direct?.waiting ?? 0,
    connections: postgres._tag === "Shown" ? postgres.value.connections.total : 0,
    poolerWaiting: poolerPools.reduce((sum, { clientsWaiting = 0 }) => sum + clientsWaiting, 0)
  }
}

/** The history with one more moment. */
export const add = (history: History, overview: OverviewSnapshot): History => [
  ...history.slice(-(most - 1)),
  moment(overview)
]
