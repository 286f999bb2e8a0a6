import type { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import { type NamedStatement, suspicion } from "../prepared/StaleStatement.ts"
import * as BeforeCommit from "./BeforeCommit.ts"

/** The first statement that failed as one does whose types have changed, and its error before and after it was judged. */
interface Suspect {
  readonly statement: NamedStatement
  readonly error: SqlError.SqlError
  meant?: SqlError.SqlError
  isStale?: boolean
}

/** Whether a transaction failed by a statement that had been prepared for other types, so that it is worth repeating. */
export class StaleSuspicion {
  readonly #named: PreparedStatements
  #suspect: Suspect | undefined

  constructor(named: PreparedStatements) {
    this.#named = named
  }

  /** Notes that a statement failed, whatever it failed with. */
  failed(error: SqlError.SqlError, statement: NamedStatement): void {
    const why = suspicion(error)
    if (why === "gone") this.#named.gone(statement)
    if (why === "types") this.#suspect ??= { error, statement }
  }

  /** Notes as what the caller is told of an error. */
  told(error: SqlError.SqlError, meant: SqlError.SqlError): void {
    if (this.#suspect?.error === error) this.#suspect.meant = meant
  }

  /** Whether something is to be found out once the transaction has ended. */
  get isOpen(): boolean {
    return this.#suspect !== undefined
  }

  /** Finds it out, on the transaction's own connection. */
  investigate(connection: PgConnection.PgConnection): Effect.Effect<void> {
    const suspect = this.#suspect
    if (suspect === undefined) return Effect.void
    return Effect.map(this.#named.look(connection, suspect.statement), (found) => {
      if (found === "stale") suspect.isStale = true
    })
  }

  /** What the error that ended the transaction means by what was found out. */
  concluded(error: SqlError.SqlError): SqlError.SqlError {
    const suspect = this.#suspect
    return suspect?.isStale === true && suspect.meant === error ? BeforeCommit.stale(error) : error
  }
}
