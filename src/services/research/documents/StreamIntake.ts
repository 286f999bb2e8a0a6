import { Effect } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import { BulkIntake } from "../../repository/bulk/BulkIntake.ts"
import type { StagedStore } from "../model/CheckedStore.ts"
import * as DocumentCheck from "../model/DocumentCheck.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import * as Payload from "../model/ResearchPayload.ts"
import { Summary } from "../model/ResearchSummary.ts"
import * as StoreCheck from "../model/StoreCheck.ts"
import * as InsertBatch from "./InsertBatch.ts"
import type { DocumentStaging } from "./ResearchDocumentStorage.ts"

/** Takes the documents of a stream as they come: each is checked, and added to what is told of the whole. */
export class StreamIntake {
  readonly #header: StoreCheck.CheckedHeader
  readonly #write: ReturnType<Operation.Run>
  readonly #digest: ReturnType<typeof StoreCheck.requestDigest>
  readonly #summary = new Summary()
  readonly #intake: BulkIntake<ResearchDocument>

  /** `write` runs each step that goes to the database. */
  constructor(header: StoreCheck.CheckedHeader, staging: DocumentStaging, write: ReturnType<Operation.Run>) {
    this.#header = header
    this.#write = write
    this.#digest = StoreCheck.requestDigest(header)
    this.#intake = new BulkIntake(
      {
        stage: (stream, documents, { share }) => staging.stage(stream, header.keyword, documents, share),
        drop: staging.drop
      },
      InsertBatch.documentBytes,
      write
    )
    this.add = this.#intake.taking(this.#check)
    this.stage = this.#intake.stage
    this.discard = this.#intake.discard
  }

  get given(): number {
    return this.#intake.given
  }

  /** All that was given, when none of it had to be staged. */
  get whole(): ReadonlyArray<ResearchDocument> | undefined {
    return this.#intake.shares > 0 ? undefined : this.#intake.held
  }

  /** What is to be stored once the stream has ended and all of it is staged. */
  get stagedStore(): StagedStore {
    const { keyword, onProgress, payload, timeToLive } = this.#header
    return {
      keyword,
      timeToLive,
      idempotencyKey: this.#digest.end(),
      stream: this.#intake.id,
      shares: this.#intake.shares,
      given: this.#intake.given,
      payload: (documents) =>
        payload === undefined ? Payload.encode(this.#summary.payload(documents)) : Effect.succeed(payload),
      onProgress
    }
  }

  /** Takes the next documents of the stream; returns when they are checked, and staged where they are too many. */
  readonly add: (documents: ReadonlyArray<ResearchDocument>) => Effect.Effect<void, DataError>

  /** Moves what is held to the database, a batch at a time. */
  readonly stage: Effect.Effect<void, DataError>

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void>

  readonly #check = Effect.fnUntraced(
    { self: this },
    function* (this: StreamIntake, documents: ReadonlyArray<ResearchDocument>, before: number) {
      const checked: Array<ResearchDocument> = []
      for (const given of documents) {
        const document =
          DocumentCheck.quick(given) ??
          (yield* this.#write(DocumentCheck.thorough(given, before + checked.length)))
        this.#summary.add(document)
        this.#digest.add(document)
        checked.push(document)
      }
      return checked
    }
  )
}
