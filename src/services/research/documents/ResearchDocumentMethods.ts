import { Duration, Effect, Option, Schema, Stream } from "effect"
import type { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import * as InputCheck from "../model/InputCheck.ts"
import { Url } from "../model/ResearchDocument.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import { nothingStored, type StoreRequest } from "../model/StoreRequest.ts"
import type { CheckedStore } from "./CheckedStore.ts"
import type { ResearchDocumentStorage } from "./ResearchDocumentStorage.ts"
import * as DocumentStream from "./ResearchDocumentStream.ts"
import * as StoreCheck from "./StoreCheck.ts"

const service = "ResearchDocuments"

/** Keys deleted by one statement of `forgetOperations`. */
const forgetBatch = 1_000

/** Documents read at a time by `stream`. */
const pageSize = 100

const decodeUrl = InputCheck.decode(Url, "url")
const decodeUrls = InputCheck.decode(Schema.Array(Url), "urls")

/** A store may be repeated under its idempotency key, and gets a second more for each thousand of documents. */
const storeOptions = (stores: ReadonlyArray<CheckedStore>): Omit<Operation.Options, "kind"> => ({
  idempotent: stores.every(({ idempotencyKey }) => idempotencyKey !== undefined),
  extra: Duration.millis(
    stores.reduce((sum, { documents, repeated }) => sum + documents.length + repeated, 0)
  )
})

const stores = ({ method }: ServiceOperations.ServiceOperations, storage: ResearchDocumentStorage) => ({
  store: method("store", {
    kind: "transaction",
    check: (request: StoreRequest) => StoreCheck.one(request),
    optionsOf: (store) => storeOptions([store]),
    work: (store) => Effect.map(storage.store([store]), ([result = nothingStored]) => result)
  }),
  storeMany: method("storeMany", {
    kind: "transaction",
    check: (requests: ReadonlyArray<StoreRequest>) => StoreCheck.many(requests),
    optionsOf: storeOptions,
    work: (stores) => (stores.length === 0 ? Effect.succeed([]) : storage.store(stores))
  })
})

/** The documents of a keyword, a page at a time. */
const streaming = (run: Operation.Run, storage: ResearchDocumentStorage) => {
  const read = run("stream", { kind: "batch" })
  return (input: string) =>
    Stream.paginate("", (after) =>
      Effect.flatMap(checkKeyword(input), (keyword) => storage.page(keyword, after, pageSize)).pipe(
        Effect.map((page) => {
          const last = page.length === pageSize ? page.at(-1) : undefined
          return [page, Option.map(Option.fromUndefinedOr(last), ({ url }) => url)] as const
        }),
        read
      )
    )
}

/** Makes the methods of `ResearchDocuments`. */
export const make = Effect.fnUntraced(function* (
  storage: ResearchDocumentStorage,
  sql?: SqlClient.SqlClient
) {
  const operations = ServiceOperations.make(service, yield* Operation.makeProtection, sql)
  const { method, run } = operations
  const forgetting = run("forgetOperations", { kind: "write", idempotent: true })
  return {
    ...stores(operations, storage),
    storeStream: DocumentStream.make(storage, operations),
    stream: streaming(run, storage),
    find: method("find", {
      kind: "read",
      check: (keyword: string, url: string) => Effect.all([checkKeyword(keyword), decodeUrl(url)]),
      work: ([keyword, url]) => storage.find(keyword, url)
    }),
    metadata: method("metadata", { kind: "read", check: checkKeyword, work: storage.metadata }),
    forgetOperations: Effect.flatMap(
      Operation.inBatches(forgetBatch, forgetting(storage.staging.sweep(forgetBatch))),
      (rows) =>
        Operation.after(rows)(Operation.inBatches(forgetBatch, forgetting(storage.forgetKeys(forgetBatch))))
    ),
    remove: method("remove", {
      kind: "transaction",
      check: (keyword: string, urls?: ReadonlyArray<string>) =>
        Effect.all([checkKeyword(keyword), urls === undefined ? Effect.undefined : decodeUrls(urls)]),
      work: ([keyword, urls]) => storage.remove(keyword, urls)
    })
  }
})
