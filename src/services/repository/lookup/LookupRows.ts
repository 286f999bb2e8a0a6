import { Exit, Result, type Schema, SchemaParser } from "effect"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"
import type { Found } from "../../../layers/resilience/Batch.ts"

/** What a key may be on its way to the server: what a `Map` tells apart by its value. */
export type LookupKey = string | number | bigint | boolean

/** A decoded value, or that its row is not what its schema says, which fails for its callers alone. */
export type Decoded<Value> = Exit.Exit<Value, Rejected>

/** How the rows of a lookup are read. */
export interface RowReader<Value, Row> {
  readonly value: Schema.Codec<Value, Row, never, unknown>
  readonly keyOf: (row: Row) => LookupKey
}

const notAsked = (asked: LookupKey | undefined, got: LookupKey): string => {
  const [wanted, given] = [typeof asked, typeof got]
  return wanted === given
    ? "gives a key for a row that was not asked for; let the key's schema make one form of each, and `find` return those rows alone"
    : `gives a ${given} for a row, and ${wanted}s were asked for; cast the column, or let the key's schema encode to a ${given}`
}

/** What `find` has returned: a row is decoded when its key is asked for, as not every caller may still be there. */
class LookupRows<Value, Row> implements Found<LookupKey, Decoded<Value>> {
  readonly #rows: ReadonlyMap<LookupKey, Row>
  readonly #decode: (row: Row) => Decoded<Value>

  constructor(rows: ReadonlyMap<LookupKey, Row>, decode: (row: Row) => Decoded<Value>) {
    this.#rows = rows
    this.#decode = decode
  }

  get(key: LookupKey): Decoded<Value> | undefined {
    const row = this.#rows.get(key)
    return row === undefined ? undefined : this.#decode(row)
  }
}

/** Makes what reads rows by their key; those that nobody asked for, and second ones of a key, are refused. */
export const reader = <Value, Row>({ keyOf, value }: RowReader<Value, Row>) => {
  const decodeUnknown = SchemaParser.decodeUnknownResult(value)
  const decode = (row: Row): Decoded<Value> => {
    const found = decodeUnknown(row)
    if (Result.isSuccess(found)) return Exit.succeed(found.success)
    const { field = "", message } = SchemaRefusal.refusal(found.failure, "")
    const problem = `a row that find returned is not what the lookup's schema says: ${message.trim()}; give value a schema of all that its columns hold, or correct the row`
    return Exit.fail(new Rejected({ statement: "unknown", field, message: problem }))
  }
  return (
    asked: ReadonlyArray<LookupKey>,
    rows: ReadonlyArray<Row>
  ): Found<LookupKey, Decoded<Value>> | Rejected => {
    const byKey = new Map<LookupKey, Row>()
    for (const row of rows) byKey.set(keyOf(row), row)
    if (byKey.size < rows.length)
      return rejected(
        "find",
        "returns several rows for a key, and a lookup has one; let the statement choose it"
      )
    let known = 0
    for (const key of asked) if (byKey.has(key)) known++
    if (known === byKey.size) return new LookupRows(byKey, decode)
    const wanted = new Set(asked)
    const stranger = [...byKey.keys()].find((key) => !wanted.has(key))
    return rejected("keyOf", notAsked(asked[0], stranger as LookupKey)) // fewer are known than there are
  }
}
