import { Effect, Option } from "effect"
import type { FindOrLoad } from "../lookup/LookupLoads.ts"

type Load<A> = <E, R>(id: unknown, loaded: Effect.Effect<A, E, R>) => Effect.Effect<unknown, unknown, R>

/** Makes what loads a row that is not there, once for all who ask for it, and stores it. */
export const make = (
  findOrLoad: FindOrLoad<unknown, unknown>,
  upsert: (row: object) => Effect.Effect<unknown, unknown>
): { readonly findOrLoad: Load<Option.Option<object>>; readonly getOrLoad: Load<object> } => ({
  findOrLoad: (id, loaded) =>
    findOrLoad(
      id,
      Effect.flatMap(
        loaded,
        Option.match({
          onNone: () => Effect.succeedNone,
          onSome: (row) => Effect.map(upsert(row), Option.some)
        })
      )
    ),
  getOrLoad: (id, loaded) =>
    Effect.map(
      findOrLoad(id, Effect.map(Effect.flatMap(loaded, upsert), Option.some)),
      Option.getOrThrow<unknown>
    )
})
