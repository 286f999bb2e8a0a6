import { Duration, Effect, Exit, Stream } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { Summary } from "../model/ResearchSummary.ts"
import { documentBytes, shares } from "./InsertBatch.ts"
import * as Input from "./ResearchDocumentInput.ts"
import type { ResearchDocumentRows } from "./ResearchDocumentRows.ts"
import type { StoreResult, StoreStreamRequest } from "./ResearchDocuments.ts"

/** Documents held in memory before they are staged, in bytes at most. */
const heldBytes = 4 * 1024 * 1024

/** Stores a stream: what it gives is checked and staged as it comes, and stored when it has ended. */
class Intake {
  readonly #rows: ResearchDocumentRows
  readonly #write: ReturnType<Operation.Run>
  readonly #batch = crypto.randomUUID()
  readonly #take: (document: ResearchDocument) => void
  #held: Array<ResearchDocument> = []
  #bytes = 0
  #given = 0
  #staged = false

  constructor(rows: ResearchDocumentRows, run: Operation.Run, take: (document: ResearchDocument) => void) {
    this.#rows = rows
    this.#write = run("storeStream", { kind: "write", idempotent: true })
    this.#take = take
  }

  get batch(): string {
    return this.#batch
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
        const document = Input.quick(given) ?? (yield* this.#write(Input.document(given, this.#given)))
        this.#take(document)
        this.#held.push(document)
        this.#given++
        this.#bytes += documentBytes(document)
        if (this.#bytes > heldBytes) yield* this.stage
      }
    }
  )

  /** Moves what is held to the database, a share at a time. */
  readonly stage: Effect.Effect<void, DataError> = Effect.suspend(() => this.#stage())

  readonly #stage = Effect.fnUntraced({ self: this }, function* (this: Intake) {
    if (!this.#staged) yield* this.#write(this.#rows.staging.open(this.#batch))
    this.#staged = true
    let place = this.#given - this.#held.length
    for (const share of shares(this.#held, documentBytes)) {
      yield* this.#write(this.#rows.staging.put(this.#batch, place, share))
      place += share.length
    }
    this.#held = []
    this.#bytes = 0
  })

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void> = Effect.suspend(() =>
    this.#staged ? Effect.ignore(this.#write(this.#rows.staging.drop(this.#batch))) : Effect.void
  )
}

/** A small stream is stored as an array would be. */
const storeWhole = Effect.fnUntraced(function* (
  rows: ResearchDocumentRows,
  documents: ReadonlyArray<ResearchDocument>,
  request: StoreStreamRequest<unknown, unknown>
) {
  const [result] = yield* rows.store([yield* Input.store({ ...request, documents })])
  return result ?? { inserted: 0, updated: 0, duplicates: 0 }
})

/** Makes `ResearchDocuments.storeStream`. */
export const make = (rows: ResearchDocumentRows, run: Operation.Run) =>
  Effect.fn("ResearchDocuments.storeStream")(function* <E = never, R = never>(
    request: StoreStreamRequest<E, R>
  ): Effect.fn.Return<StoreResult, DataError | E, R> {
    const checked = run("storeStream", { kind: "write", idempotent: true })
    const header = yield* checked(Input.header(request))
    if (request.payload !== undefined) yield* checked(Payload.encode(request.payload))
    const summary = new Summary()
    const digest = Input.requestDigest(header.keyword, request.payload)
    const intake = new Intake(rows, run, (document) => {
      summary.add(document)
      if (header.key !== undefined) digest.add(document)
    })
    const read = Stream.runForEachArray(request.documents, intake.add)
    const store = Effect.suspend(() => {
      const { batch, given, whole } = intake
      const ended = run("storeStream", {
        kind: "transaction",
        idempotent: header.key !== undefined,
        extra: Duration.millis(given)
      })
      if (whole !== undefined) return ended(storeWhole(rows, whole, request))
      const operation = header.key === undefined ? undefined : { key: header.key, request: digest.end() }
      const staged = rows.staging.store({
        ...header,
        batch,
        given,
        operation,
        payload: (documents) => Payload.encode(request.payload ?? summary.payload(documents)),
        onProgress: (documents) => request.onProgress?.(documents)
      })
      return Effect.andThen(intake.stage, ended(staged))
    })
    return yield* Effect.andThen(read, store).pipe(
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : intake.discard))
    )
  })
