import { Schema } from "effect"
import type { PoolStats } from "../../../layers/pool/PoolStats.ts"

/** What a report says of a pool; of several processes it is that of all their pools together. */
export const PoolUse = Schema.Struct({
  size: Schema.Number,
  used: Schema.Number,
  waiting: Schema.Number,
  usedMax: Schema.Number,
  waitingMax: Schema.Number,
  longestWaitMillis: Schema.Number
})
export interface PoolUse extends Schema.Schema.Type<typeof PoolUse> {}

export const of = ({ max, used, usedMax, waiting, waitingMax, waits }: PoolStats): PoolUse => ({
  size: max,
  used,
  waiting,
  usedMax,
  waitingMax,
  longestWaitMillis: waits.maxMillis
})

/** Of each pool its own most: they need not have had it in the same moment. */
export const sum = (pools: ReadonlyArray<PoolUse>): PoolUse =>
  pools.reduce(
    (all, one) => ({
      size: all.size + one.size,
      used: all.used + one.used,
      waiting: all.waiting + one.waiting,
      usedMax: all.usedMax + one.usedMax,
      waitingMax: all.waitingMax + one.waitingMax,
      longestWaitMillis: Math.max(all.longestWaitMillis, one.longestWaitMillis)
    }),
    { size: 0, used: 0, waiting: 0, usedMax: 0, waitingMax: 0, longestWaitMillis: 0 }
  )
