import { RecentShare } from "../../../layers/measure/RecentShare.ts"
import type { ConsolePool } from "./ConsoleRows.ts"

/** How a pool of PgBouncer has been doing. */
export interface Waits {
  /**
   * For how much of the last minute clients of it waited, from 0 to 1, as far as somebody looked; near 1 it is full without a
   * break.
   */
  readonly waitingShare: number
}

/** A pool of PgBouncer, and how it has been doing. */
export interface WatchedPool extends ConsolePool, Waits {}

type Seen = Pick<ConsolePool, "database" | "user" | "clientsWaiting">

/** Twice the time from one look to the next. What became of the clients in a longer one is not known. */
const lookMillis = 2_000

/** Keeps, from look to look, for how long clients of each pool have waited: the console tells only who waits now. */
export const watch = () => {
  const shares = new Map<string, RecentShare>()
  let lookedAt = -Infinity
  return <Pool extends Seen>(pools: ReadonlyArray<Pool>, now: number): ReadonlyArray<Pool & Waits> => {
    const unseen = now - lookedAt > lookMillis
    const watched = pools.map((pool) => {
      const key = JSON.stringify([pool.database, pool.user])
      const share = shares.get(key) ?? new RecentShare()
      shares.set(key, share)
      if (unseen) share.set(false, lookedAt)
      share.set((pool.clientsWaiting ?? 0) > 0, now)
      return { ...pool, waitingShare: share.share(now) }
    })
    lookedAt = now
    return watched
  }
}
