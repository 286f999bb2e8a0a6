import { Effect } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import { roughBytes } from "../commit/roughBytes.ts"
import type * as BulkRows from "./BulkRows.ts"
import type { BulkWriter } from "./BulkWriter.ts"

/** Rows held in memory before they are staged, in bytes at most. */
const heldBytes = 4 * 1024 * 1024

/** Takes the rows of a stream as they come: each is checked, and once there is more than may be held it is staged. */
export class BulkIntake {
  readonly id = crypto.randomUUID()
  readonly #writer: BulkWriter
  readonly #encode: ReturnType<typeof BulkRows.encoding>
  readonly #write: ReturnType<Operation.Run>
  #held: Array<BulkRows.Encoded> = []
  #bytes = 0
  #given = 0
  #shares = 0

  /** `write` runs each step that goes to the database. */
  constructor(
    writer: BulkWriter,
    encode: ReturnType<typeof BulkRows.encoding>,
    write: ReturnType<Operation.Run>
  ) {
    this.#writer = writer
    this.#encode = encode
    this.#write = write
  }

  get given(): number {
    return this.#given
  }

  /** How often rows were staged. */
  get shares(): number {
    return this.#shares
  }

  /** What has not been staged. */
  get held(): ReadonlyArray<BulkRows.Encoded> {
    return this.#held
  }

  /** Takes the next rows of the stream; returns when they are checked, and staged where they are too many. */
  readonly add = Effect.fnUntraced(
    { self: this },
    function* (this: BulkIntake, rows: ReadonlyArray<unknown>): Effect.fn.Return<void, DataError> {
      for (const row of yield* this.#write(this.#encode(rows, this.#given))) {
        this.#held.push(row)
        this.#given++
        this.#bytes += roughBytes(row)
        if (this.#bytes > heldBytes) yield* this.stage
      }
    }
  )

  /** Moves what is held to the database. */
  readonly stage: Effect.Effect<void, DataError> = Effect.suspend(() => {
    const before = { share: this.#shares, rows: this.#given - this.#held.length }
    return Effect.map(this.#write(this.#writer.stage(this.id, this.#held, before)), (shares) => {
      this.#shares = shares
      this.#held = []
      this.#bytes = 0
    })
  })

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void> = Effect.suspend(() =>
    this.#shares > 0 ? Effect.ignore(this.#write(this.#writer.drop(this.id))) : Effect.void
  )
}
