import { Effect, Stream } from "effect"
import type { SqlConnection } from "effect/sql"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import { Rejected } from "../../../layers/failure/PgFailure.ts"

const noSql = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "this client has transactions and keys in memory, and knows no SQL; give what runs statements a twin of its own (layerMemory of a Repository), or test it on Postgres (Testing.layer of aquifer/testing)"
  }),
  "query"
)

const refused = () => Effect.fail(noSql)

/** What every statement is answered where there is no database. */
export const connection: SqlConnection.Connection = {
  execute: refused,
  executeRaw: refused,
  executeStream: () => Stream.fail(noSql),
  executeValues: refused,
  executeValuesUnprepared: refused,
  executeUnprepared: refused
}

/** A transaction in memory: what is done in it is done at once, and undone when it, or the savepoint behind which it was, fails. */
export class MemoryTransaction {
  readonly #undos: Array<() => void> = []
  readonly #savepoints: Array<number> = []
  readonly #ends: Array<() => void> = []

  /** Something was changed that `undo` changes back. */
  changed(undo: () => void): void {
    this.#undos.push(undo)
  }

  /** To be done when the transaction has ended, in whatever way. */
  atEnd(end: () => void): void {
    this.#ends.push(end)
  }

  savepoint(): void {
    this.#savepoints.push(this.#undos.length)
  }

  rollbackSavepoint(): void {
    this.#undo(this.#savepoints.at(-1) ?? 0)
  }

  releaseSavepoint(): void {
    this.#savepoints.pop()
  }

  commit(): void {
    for (const end of this.#ends) end()
  }

  rollback(): void {
    this.#undo(0)
    this.commit()
  }

  #undo(from: number): void {
    for (const undo of this.#undos.splice(from).toReversed()) undo()
  }
}
