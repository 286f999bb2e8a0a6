import * as Halted from "../../../services/doctor/pooler/Halted.ts"
import type { PoolerSnapshot } from "../../../services/monitor/Overview.ts"
import { type Look, shown } from "./Sighting.ts"

/** What an earlier release serves has neither. */
type Told = Omit<PoolerSnapshot, "databases" | "state"> & Partial<Pick<PoolerSnapshot, "databases" | "state">>

const toldBy = ({ databases = [], pools, state }: Told): Halted.Told => ({ databases, pools, state })

/** Whether clients of a database wait because PgBouncer was told so: then no larger pool would help. */
export const isHeld = (pooler: Told, database: string | undefined): boolean => {
  const { databases, pools, state } = toldBy(pooler)
  return (
    state === "paused" ||
    state === "suspended" ||
    databases.some(({ name, paused }) => name === database && paused === true) ||
    (state === undefined && pools.some((pool) => pool.database === database && Halted.isStuck(pool)))
  )
}

/** What holds up everybody who asks through PgBouncer. */
export const look: Look = ({ pgbouncer }) => {
  const pooler = shown(pgbouncer)
  return pooler === undefined
    ? []
    : Halted.of(toldBy(pooler)).map((finding) => ({ finding, section: "pooler" }))
}
