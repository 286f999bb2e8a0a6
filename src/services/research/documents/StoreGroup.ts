import { Effect, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as CommittedWrites from "../../repository/commit/CommittedWrites.ts"
import type { CheckedStore } from "../model/CheckedStore.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import type { StoreOne } from "./ResearchDocumentStorage.ts"
import * as StoreCall from "./StoreCall.ts"

/** More documents have more time than a group gives; they go by themselves. */
const mostDocuments = 1_000

/** Stores in a statement: all of them wait for its commit. */
const most = 50

/** A store is worth a server connection of its own, as long as there are few. */
const places = 4

const outcomes = (answers: unknown): ReadonlyMap<string, StoreCall.Outcome> =>
  new Map(StoreCall.decodeOutcomes(answers).map((outcome) => [outcome.keyword, outcome]))

const told = (store: CheckedStore, found: Option.Option<StoreCall.Outcome>) => {
  const outcome = Option.getOrUndefined(found)
  if (outcome?.is_reused === true) return Effect.fail(IdempotencyKeys.reusedKey())
  store.onProgress?.(store.documents.length)
  return Effect.succeed<StoreResult>(outcome?.outcome ?? nothingStored)
}

/** Stores that concurrent callers make, those that fit, as one statement and one commit; the others by themselves. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  protect: Operation.Protection,
  alone: StoreOne
): Effect.fn.Return<StoreOne> {
  const write = yield* CommittedWrites.make<CheckedStore, StoreCall.Outcome>({
    ...CommittedWrites.bounds,
    name: "ResearchDocuments.store",
    within: Operation.timeFor("transaction"),
    most,
    places,
    protect,
    key: ({ keyword }) => keyword,
    bytes: StoreCall.bytesOf,
    write: (stores) => StoreCall.statement(sql, stores, "each by itself"),
    read: outcomes
  }).pipe(Effect.provideService(SqlClient.SqlClient, sql))
  return (store) =>
    store.documents.length <= mostDocuments && StoreCall.fits([store])
      ? Effect.flatMap(write(store), (found) => told(store, found))
      : alone(store)
})
