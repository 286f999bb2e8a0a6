import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { ArrayRoom } from "../../../layers/encode/BinaryArray.ts"
import type * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as PgTransaction from "../../../layers/transaction/PgTransaction.ts"
import * as Pipeline from "../../../layers/transaction/Pipeline.ts"
import { roughBytes } from "../commit/roughBytes.ts"
import * as BulkRows from "./BulkRows.ts"
import * as BulkStaging from "./BulkStaging.ts"
import * as BulkStatement from "./BulkStatement.ts"
import { BulkTable } from "./BulkTable.ts"
import * as Shares from "./Shares.ts"

type Rows = ReadonlyArray<BulkRows.Encoded>
type Writes<A> = Effect.Effect<A, SqlError.SqlError | PgFailure.PgFailure>

/** Where a writer writes. */
export interface Destination {
  readonly table: string
  /** The rows' fields and the columns that they are written to. */
  readonly fields: ReadonlyMap<string, string>
  readonly conflict: BulkStatement.Conflict
}

/** Writes rows that have been checked by their Schema. */
export class BulkWriter {
  readonly #sql: SqlClient.SqlClient
  readonly #destination: Destination
  readonly #table: BulkTable

  constructor(sql: SqlClient.SqlClient, destination: Destination) {
    this.#sql = sql
    this.#destination = destination
    this.#table = new BulkTable(sql, destination.table, destination.fields)
  }

  /** Whether to write twice is to write once. */
  get replaces(): boolean {
    return typeof this.#destination.conflict === "object"
  }

  /** All of them in one transaction. */
  all(rows: Rows): Writes<BulkStatement.Written> {
    return this.#aware((target) =>
      Effect.flatMap(BulkRows.fitting(target.columns, rows), (fitting) =>
        this.#sql.withTransaction(this.#shares(target, BulkStatement.ordered(target, fitting)))
      )
    )
  }

  /** Puts rows of a stream where they wait; `share` is how many times that was done before, and gives how many then. */
  stage(stream: string, rows: Rows, before: { readonly share: number; readonly rows: number }) {
    return this.#aware((target) =>
      Effect.flatMap(BulkRows.fitting(target.columns, rows, before.rows), (fitting) =>
        BulkStaging.stage(this.#sql, target, stream, fitting, before.share)
      )
    )
  }

  /** All that a stream has staged, in one transaction. */
  staged(stream: string, shares: number): Writes<BulkStatement.Written> {
    return this.#aware((target) =>
      this.#sql.withTransaction(BulkStaging.write(this.#sql, target, stream, shares))
    )
  }

  drop(stream: string): Writes<void> {
    return BulkStaging.drop(this.#sql, stream)
  }

  /** Gives the table's columns, and asks for them anew next time where that was of no use. */
  #aware<A>(write: (target: BulkStatement.Target) => Writes<A>): Writes<A> {
    return Effect.tapError(
      Effect.flatMap(this.#table.columns, (columns) => write({ ...this.#destination, columns })),
      () => Effect.sync(() => this.#table.forget())
    )
  }

  *#statements(target: BulkStatement.Target, shares: ReadonlyArray<Rows>) {
    const room = new ArrayRoom()
    for (const share of shares) yield BulkStatement.ofShare(this.#sql, target, share, room)
  }

  readonly #shares = Effect.fnUntraced(
    { self: this },
    function* (
      this: BulkWriter,
      target: BulkStatement.Target,
      rows: Rows
    ): Effect.fn.Return<BulkStatement.Written, SqlError.SqlError> {
      const shares = [...Shares.cut(rows, roughBytes)]
      let written = BulkStatement.nothing
      const answered = (counts: ReadonlyArray<string | undefined>) => {
        written = BulkStatement.added(written, counts)
      }
      const [first = []] = shares
      if (shares.length > 1) {
        yield* Pipeline.run(this.#sql, this.#statements(target, shares), ([counts = []]) => answered(counts))
      } else {
        const statement = BulkStatement.ofShare(this.#sql, target, first, new ArrayRoom())
        // Should its answer be lost, they are written again where that is as good as once.
        const [counts] = yield* this.replaces ? PgTransaction.last(statement) : statement
        answered([counts?.inserted, counts?.written])
      }
      return written
    }
  )
}
