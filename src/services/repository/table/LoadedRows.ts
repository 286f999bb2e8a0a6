import { Effect, Option } from "effect"
import type { LoadOptions, Loads } from "../lookup/LookupLoads.ts"
import type { AnyOptions } from "./model/RepositoryOptions.ts"

/** When rows are loaded anew, and how long it is known that there is none. */
export const optionsOf = ({ absenceTimeToLive, expiry }: AnyOptions): LoadOptions<unknown> => ({
  ...(absenceTimeToLive === undefined ? undefined : { absenceTimeToLive }),
  ...(expiry === undefined
    ? undefined
    : {
        expiry: {
          ...expiry,
          at: (row) => (row as Readonly<Record<string, Date | null>>)[expiry.column] // a time, by the types of options
        }
      })
})

/** Makes what loads a row that is not there, once for all who ask for it, and stores it. */
export const make = (
  { findOrLoad, getOrLoad, invalidate }: Loads<unknown, unknown>,
  upsert: (row: object) => Effect.Effect<unknown, unknown>
) => ({
  invalidate,
  findOrLoad: <E, R>(id: unknown, load: Effect.Effect<Option.Option<object>, E, R>) =>
    findOrLoad(
      id,
      Effect.flatMap(
        load,
        Option.match({
          onNone: () => Effect.succeedNone,
          onSome: (row) => Effect.map(upsert(row), Option.some)
        })
      )
    ),
  getOrLoad: <E, R>(id: unknown, load: Effect.Effect<object, E, R>) =>
    getOrLoad(id, Effect.flatMap(load, upsert))
})
