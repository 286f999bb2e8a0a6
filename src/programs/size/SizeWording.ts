import type { Demand } from "../../services/sizing/PoolSizing.ts"
import * as Table from "../terminal/Table.ts"

/** So many of a thing, by its number. */
export const many = (count: number, what: string, more = `${what}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? what : more}`

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`

export const wait = (millis: number): string => {
  if (millis === Infinity) return "grows without end"
  return millis === 0 ? "none" : Table.millis(millis)
}

export const rate = (perSecond: number): string =>
  `${perSecond.toLocaleString("en", { maximumSignificantDigits: 3 })} queries a second`

/** The percentile that the target is about, such as p95. */
export const percentileName = ({ target }: Demand): string => `p${Number((target.share * 100).toFixed(2))}`
