import { Duration, Effect, Exit, Stream } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ServiceOperations } from "../../../layers/resilience/ServiceOperations.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { Summary } from "../model/ResearchSummary.ts"
import { nothingStored, type StoreResult, type StoreStreamRequest } from "../model/StoreRequest.ts"
import * as DocumentCheck from "./DocumentCheck.ts"
import * as InsertBatch from "./InsertBatch.ts"
import type { ResearchDocumentStorage } from "./ResearchDocumentStorage.ts"
import * as StoreCheck from "./StoreCheck.ts"

const operation = "storeStream"

const writing: Operation.Options = { kind: "write", idempotent: true }

/** Documents held in memory before they are staged, in bytes at most. */
const heldBytes = 4 * 1024 * 1024

/** Takes the documents of a stream as they come: each is checked, and those that are too many to be held are staged. */
class Intake {
  readonly #storage: ResearchDocumentStorage
  readonly #write: ReturnType<Operation.Run>
  readonly #take: (document: ResearchDocument) => void
  readonly stream = crypto.randomUUID()
  #held: Array<ResearchDocument> = []
  #bytes = 0
  #given = 0
  #staged = false

  /** `take` is shown each document that was checked. */
  constructor(
    storage: ResearchDocumentStorage,
    run: Operation.Run,
    take: (document: ResearchDocument) => void
  ) {
    this.#storage = storage
    this.#write = run(operation, writing)
    this.#take = take
  }

  get given(): number {
    return this.#given
  }

  /** All that was given, when none of it had to be staged. */
  get whole(): ReadonlyArray<ResearchDocument> | undefined {
    return this.#staged ? undefined : this.#held
  }

  /** Takes the next documents of the stream; returns when they are checked, and those that are too many staged. */
  readonly add = Effect.fnUntraced(
    { self: this },
    function* (this: Intake, documents: ReadonlyArray<ResearchDocument>) {
      for (const given of documents) {
        const document =
          DocumentCheck.quick(given) ?? (yield* this.#write(DocumentCheck.thorough(given, this.#given)))
        this.#take(document)
        this.#held.push(document)
        this.#given++
        this.#bytes += InsertBatch.documentBytes(document)
        if (this.#bytes > heldBytes) yield* this.stage
      }
    }
  )

  /** Moves what is held to the database, a batch at a time. */
  readonly stage: Effect.Effect<void, DataError> = Effect.suspend(() => this.#stage())

  readonly #stage = Effect.fnUntraced({ self: this }, function* (this: Intake) {
    if (!this.#staged) yield* this.#write(this.#storage.staging.open(this.stream))
    this.#staged = true
    let place = this.#given - this.#held.length
    for (const batch of InsertBatch.cut(this.#held, InsertBatch.documentBytes)) {
      yield* this.#write(this.#storage.staging.put(this.stream, place, batch))
      place += batch.length
    }
    this.#held = []
    this.#bytes = 0
  })

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void> = Effect.suspend(() =>
    this.#staged ? Effect.ignore(this.#write(this.#storage.staging.drop(this.stream))) : Effect.void
  )
}

/** Makes `ResearchDocuments.storeStream`. */
export const make = (storage: ResearchDocumentStorage, { checked, run, service }: ServiceOperations) =>
  Effect.fn(`${service}.${operation}`)(function* <E = never, R = never>(
    request: StoreStreamRequest<E, R>
  ): Effect.fn.Return<StoreResult, DataError | E, R> {
    const header = yield* run(operation, writing)(StoreCheck.header(request))
    const summary = new Summary()
    const digest = StoreCheck.requestDigest(header)
    const intake = new Intake(storage, run, (document) => {
      summary.add(document)
      digest.add(document)
    })
    const read = Stream.runForEachArray(request.documents, intake.add)
    const storeWhole = (documents: ReadonlyArray<ResearchDocument>, options: Operation.Options) =>
      checked(operation, options, StoreCheck.ofDocuments(header, documents), (store) =>
        Effect.map(storage.store([store]), ([result = nothingStored]) => result)
      )
    const storeStaged = ({ given, stream }: Intake) =>
      storage.staging.store({
        keyword: header.keyword,
        timeToLive: header.timeToLive,
        stream,
        given,
        idempotencyKey: digest.end(),
        payload: (documents) =>
          header.payload === undefined
            ? Payload.encode(summary.payload(documents))
            : Effect.succeed(header.payload),
        onProgress: header.onProgress
      })
    const store = Effect.suspend(() => {
      const { given, whole } = intake
      const extra = Duration.millis(given)
      const options: Operation.Options = { kind: "transaction", idempotent: header.key !== undefined, extra }
      return whole === undefined
        ? Effect.andThen(intake.stage, run(operation, options)(storeStaged(intake)))
        : storeWhole(whole, options)
    })
    return yield* Effect.andThen(read, store).pipe(
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : intake.discard))
    )
  })
