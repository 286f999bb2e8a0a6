import { Duration, Effect, Option, Schema, Stream } from "effect"
import type { SqlClient } from "effect/sql"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../layers/resilience/ServiceOperations.ts"
import type { CheckedStore } from "../model/CheckedStore.ts"
import * as InputCheck from "../model/InputCheck.ts"
import { Url } from "../model/ResearchDocument.ts"
import { checkKeyword } from "../model/ResearchKeyword.ts"
import * as StoreCheck from "../model/StoreCheck.ts"
import { nothingStored, type StoreRequest } from "../model/StoreRequest.ts"
import type { ResearchDocumentStorage, StoreOne } from "./ResearchDocumentStorage.ts"
import * as DocumentStream from "./ResearchDocumentStream.ts"

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

/** A store goes out with those of other callers where it can. */
const storing = (one: StoreOne) =>
  ServiceOperations.shared(service, "store", "transaction", {
    check: (request: StoreRequest) => StoreCheck.one(request),
    work: one
  })

const storingMany = ({ method }: ServiceOperations.ServiceOperations, storage: ResearchDocumentStorage) =>
  method("storeMany", {
    kind: "transaction",
    check: (requests: ReadonlyArray<StoreRequest>) => StoreCheck.many(requests),
    optionsOf: storeOptions,
    work: (stores) => (stores.length === 0 ? Effect.succeed([]) : storage.store(stores))
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

export interface DocumentParts {
  readonly storage: ResearchDocumentStorage
  /** Lets single stores go out together, behind the service's protection; those that cannot are stored by `alone`. */
  readonly gathering?: (protect: Operation.Protection, alone: StoreOne) => Effect.Effect<StoreOne>
  /** Whose transactions the methods are part of, when they are called inside one. */
  readonly sql?: SqlClient.SqlClient
}

/** Makes the methods of `ResearchDocuments`. */
export const make = Effect.fnUntraced(function* ({ gathering, sql, storage }: DocumentParts) {
  const protect = yield* Operation.makeProtection
  const operations = ServiceOperations.make(service, protect, sql)
  const { method, run } = operations
  const bound = Operation.bounding(service, protect, sql)
  const alone: StoreOne = (store) =>
    bound("store", { kind: "transaction", ...storeOptions([store]) })(
      Effect.map(storage.store([store]), ([result = nothingStored]) => result)
    )
  const one = gathering === undefined ? alone : yield* gathering(protect, alone)
  const forgetting = run("forgetOperations", { kind: "write", idempotent: true })
  return {
    store: storing(one),
    storeMany: storingMany(operations, storage),
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
