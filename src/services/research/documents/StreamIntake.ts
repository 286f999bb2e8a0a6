import { Effect } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import * as Shares from "../../repository/bulk/Shares.ts"
import type { StagedStore } from "../model/CheckedStore.ts"
import * as DocumentCheck from "../model/DocumentCheck.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { Summary } from "../model/ResearchSummary.ts"
import * as StoreCheck from "../model/StoreCheck.ts"
import * as InsertBatch from "./InsertBatch.ts"
import type { DocumentStaging } from "./ResearchDocumentStorage.ts"

/** Documents held in memory before they are staged, in bytes at most. */
const heldBytes = 4 * 1024 * 1024

/** Takes the documents of a stream as they come: each is checked, and once there is more than may be held it is staged. */
export class StreamIntake {
  readonly #header: StoreCheck.CheckedHeader
  readonly #staging: DocumentStaging
  readonly #write: ReturnType<Operation.Run>
  readonly #digest: ReturnType<typeof StoreCheck.requestDigest>
  readonly #summary = new Summary()
  readonly #stream = crypto.randomUUID()
  #held: Array<ResearchDocument> = []
  #bytes = 0
  #given = 0
  #staged = false

  /** `write` runs each step that goes to the database. */
  constructor(header: StoreCheck.CheckedHeader, staging: DocumentStaging, write: ReturnType<Operation.Run>) {
    this.#header = header
    this.#staging = staging
    this.#write = write
    this.#digest = StoreCheck.requestDigest(header)
  }

  get given(): number {
    return this.#given
  }

  /** All that was given, when none of it had to be staged. */
  get whole(): ReadonlyArray<ResearchDocument> | undefined {
    return this.#staged ? undefined : this.#held
  }

  /** What is to be stored once the stream has ended and all of it is staged. */
  get stagedStore(): StagedStore {
    const { keyword, onProgress, payload, timeToLive } = this.#header
    return {
      keyword,
      timeToLive,
      idempotencyKey: this.#digest.end(),
      stream: this.#stream,
      given: this.#given,
      payload: (documents) =>
        payload === undefined ? Payload.encode(this.#summary.payload(documents)) : Effect.succeed(payload),
      onProgress
    }
  }

  /** Takes the next documents of the stream; returns when they are checked, and staged where they are too many. */
  readonly add = Effect.fnUntraced(
    { self: this },
    function* (this: StreamIntake, documents: ReadonlyArray<ResearchDocument>) {
      for (const given of documents) {
        const document =
          DocumentCheck.quick(given) ?? (yield* this.#write(DocumentCheck.thorough(given, this.#given)))
        this.#summary.add(document)
        this.#digest.add(document)
        this.#held.push(document)
        this.#given++
        this.#bytes += InsertBatch.documentBytes(document)
        if (this.#bytes > heldBytes) yield* this.stage
      }
    }
  )

  /** Moves what is held to the database, a batch at a time. */
  readonly stage: Effect.Effect<void, DataError> = Effect.suspend(() => this.#stage())

  readonly #stage = Effect.fnUntraced({ self: this }, function* (this: StreamIntake) {
    if (!this.#staged) yield* this.#write(this.#staging.open(this.#stream))
    this.#staged = true
    let place = this.#given - this.#held.length
    for (const batch of Shares.cut(this.#held, InsertBatch.documentBytes)) {
      yield* this.#write(this.#staging.put(this.#stream, place, batch))
      place += batch.length
    }
    this.#held = []
    this.#bytes = 0
  })

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void> = Effect.suspend(() =>
    this.#staged ? Effect.ignore(this.#write(this.#staging.drop(this.#stream))) : Effect.void
  )
}
