import { Effect, Option } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
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

/** What storing a loaded row stands on. */
export interface StoreParts {
  readonly service: string
  /** Stores what was loaded for an id. */
  readonly store: (id: unknown, row: object) => Effect.Effect<unknown, unknown>
  /** Why no row of the table can be stored so. */
  readonly refused: Rejected | undefined
}

/** Makes what loads a row that is not there, once for all who ask for it, and stores it. */
export const make = (
  { findOrLoad, getOrLoad, invalidate }: Loads<unknown, unknown>,
  { refused, service, store }: StoreParts
) => {
  const orRefused = <A, E, R>(operation: string, work: Effect.Effect<A, E, R>) =>
    refused === undefined ? work : Effect.fail(new DataError({ service, operation, reason: refused }))
  /** What was called is what fails, and not the upsert that it is made of. */
  const storeFor = (operation: string) => {
    const failed = (error: unknown) =>
      error instanceof DataError ? new DataError({ service, operation, reason: error.reason }) : error
    return (id: unknown, row: object) => Effect.mapError(store(id, row), failed)
  }
  const storeFound = storeFor("findOrLoad")
  const storeGot = storeFor("getOrLoad")
  return {
    invalidate,
    findOrLoad: <E, R>(id: unknown, load: Effect.Effect<Option.Option<object>, E, R>) =>
      orRefused(
        "findOrLoad",
        findOrLoad(
          id,
          Effect.flatMap(
            load,
            Option.match({
              onNone: () => Effect.succeedNone,
              onSome: (row) => Effect.map(storeFound(id, row), Option.some)
            })
          )
        )
      ),
    getOrLoad: <E, R>(id: unknown, load: Effect.Effect<object, E, R>) =>
      orRefused(
        "getOrLoad",
        getOrLoad(
          id,
          Effect.flatMap(load, (row) => storeGot(id, row))
        )
      )
  }
}
