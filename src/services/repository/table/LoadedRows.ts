import { Effect, Option } from "effect"
import type { FindOrLoad } from "../lookup/LookupLoads.ts"
import type { Among } from "./LoadLease.ts"

type Load<A> = <E, R>(id: unknown, loaded: Effect.Effect<A, E, R>) => Effect.Effect<unknown, unknown, R>

/** Makes what loads a row that is not there, once for all who ask for it, and stores it. */
export const make = (
  findOrLoad: FindOrLoad<unknown, unknown>,
  upsert: (row: object) => Effect.Effect<unknown, unknown>,
  among: Among
): { readonly findOrLoad: Load<Option.Option<object>>; readonly getOrLoad: Load<object> } => {
  const load = <E, R>(id: unknown, loaded: Effect.Effect<Option.Option<object>, E, R>) => {
    const stored = Effect.flatMap(
      loaded,
      Option.match({
        onNone: () => Effect.succeedNone,
        onSome: (row) => Effect.map(upsert(row), Option.some)
      })
    )
    return findOrLoad(id, among(id, stored))
  }
  return {
    findOrLoad: load,
    getOrLoad: (id, loaded) => Effect.map(load(id, Effect.map(loaded, Option.some)), Option.getOrThrow)
  }
}
