import { Predicate } from "effect"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import type { Write } from "./Write.ts"

type Row<V> = Pick<Write<V, unknown>, "key" | "value">

/** The values in brackets, as text. */
const valuesIn = (detail: string): ReadonlySet<string> =>
  new Set([...detail.matchAll(/\((.*?)\)/gs)].flatMap(([, inside = ""]) => inside.split(", ")))

const texts = (value: unknown): ReadonlyArray<string> =>
  Predicate.isObject(value)
    ? Object.values(value).flatMap((field) =>
        Predicate.isString(field) || Predicate.isNumber(field) ? [String(field)] : []
      )
    : []

const only = (places: ReadonlyArray<number>): number | undefined =>
  places.length === 1 ? places[0] : undefined

/**
 * The place of the one row that the server seems to have refused, if it says so much.
 *
 * A guess, by which a batch is divided in three rather than in eight: whoever is alone then still fails or succeeds by
 * what the server says. Nothing of what is read here is told to anybody.
 */
export const placeOf = <V>(failure: PgFailure, writes: ReadonlyArray<Row<V>>): number | undefined => {
  const values = valuesIn(DriverError.detailOf(failure))
  if (values.size === 0) return undefined
  const where = (named: (row: Row<V>) => boolean) =>
    only(writes.flatMap((row, place) => (named(row) ? [place] : [])))
  return (
    where(({ key }) => values.has(key)) ?? where(({ value }) => texts(value).some((text) => values.has(text)))
  )
}
