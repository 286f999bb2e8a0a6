import { Effect } from "effect"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"

/** Rows held in memory before they are staged, in bytes at most. */
const heldBytes = 4 * 1024 * 1024

/** Where rows of a stream wait. */
export interface Staging<Row> {
  /** Puts rows behind those `before` them, in shares, and gives how many shares there are then. */
  readonly stage: (
    stream: string,
    rows: ReadonlyArray<Row>,
    before: { readonly share: number; readonly rows: number }
  ) => Effect.Effect<number, Operation.Fails>
  readonly drop: (stream: string) => Effect.Effect<void, Operation.Fails>
}

/** Takes the rows of a stream as they come: once there is more than may be held it is staged. */
export class BulkIntake<Row> {
  readonly id = crypto.randomUUID()
  readonly #staging: Staging<Row>
  readonly #bytesOf: (row: Row) => number
  readonly #write: ReturnType<Operation.Run>
  #held: Array<Row> = []
  #bytes = 0
  #given = 0
  #shares = 0
  /** Whether there may be shares that nobody has told of, as of a step that failed halfway. */
  #hasBegun = false

  /** `write` runs each step that goes to the database. */
  constructor(staging: Staging<Row>, bytesOf: (row: Row) => number, write: ReturnType<Operation.Run>) {
    this.#staging = staging
    this.#bytesOf = bytesOf
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
  get held(): ReadonlyArray<Row> {
    return this.#held
  }

  /** Makes what takes the next rows of the stream, checked; it returns when they are staged where they are too many. */
  taking<Given, E>(
    check: (given: ReadonlyArray<Given>, before: number) => Effect.Effect<ReadonlyArray<Row>, E>
  ): (given: ReadonlyArray<Given>) => Effect.Effect<void, DataError | E> {
    return Effect.fnUntraced({ self: this }, function* (this: BulkIntake<Row>, given: ReadonlyArray<Given>) {
      for (const row of yield* check(given, this.#given)) {
        this.#held.push(row)
        this.#given++
        this.#bytes += this.#bytesOf(row)
        if (this.#bytes > heldBytes) yield* this.stage
      }
    })
  }

  /** Moves what is held to the database. */
  readonly stage: Effect.Effect<void, DataError> = Effect.suspend(() => {
    const before = { share: this.#shares, rows: this.#given - this.#held.length }
    this.#hasBegun = true
    return Effect.map(this.#write(this.#staging.stage(this.id, this.#held, before)), (shares) => {
      this.#shares = shares
      this.#held = []
      this.#bytes = 0
    })
  })

  /** Forgets what was staged; what cannot be forgotten now is swept away a day later. */
  readonly discard: Effect.Effect<void> = Effect.suspend(() =>
    this.#hasBegun ? Effect.ignore(this.#write(this.#staging.drop(this.id))) : Effect.void
  )
}
