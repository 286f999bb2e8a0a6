import { Cause, Effect, Exit, Option, type Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { Rejected } from "../../../../layers/failure/PgFailure.ts"
import type { DataError } from "../../../../layers/resilience/DataError.ts"
import * as Operation from "../../../../layers/resilience/Operation.ts"
import type { BulkTable } from "../../bulk/BulkTable.ts"
import * as KeyCheck from "../../lookup/KeyCheck.ts"
import type { LookupKey } from "../../lookup/LookupRows.ts"
import * as ReplicaQuestion from "../../lookup/ReplicaQuestion.ts"
import type { ReplicaReads } from "../../replica/ReplicaReads.ts"
import * as KeyProblem from "../model/KeyProblem.ts"
import * as PackedKey from "../model/PackedKey.ts"
import type { AnyModel, LookupField } from "../model/RepositoryOptions.ts"
import type { Decode } from "../model/RowEncoding.ts"
import { orderedBy } from "../model/RowOrder.ts"
import type { Row, TableRows } from "../model/TableRows.ts"
import * as LookupStatements from "./LookupStatements.ts"

/** What lookups of a table stand on. */
export interface LookupParts {
  readonly service: string
  readonly model: AnyModel
  readonly sql: SqlClient.SqlClient
  readonly protect: Operation.Protection
  readonly rows: TableRows
  readonly table: BulkTable
  readonly decode: Decode
  /** Where reads go that replicas may answer. */
  readonly replica?: ReplicaReads | undefined
}

/** Rows that are found by the values of some fields, of which each has a few. */
type Rows = ReadonlyArray<Row>

/** Finds all rows of many keys. */
type Find = (keys: ReadonlyArray<LookupKey>) => Effect.Effect<LookupStatements.ByKey, Operation.Fails>

/** A question whose answers are the rows of each key. */
const question = (
  { protect, replica, service, sql }: LookupParts,
  name: string,
  find: Find
): ReplicaQuestion.Asked<LookupKey, Rows> =>
  ReplicaQuestion.make<LookupKey, Rows>({ service, name, sql, protect, find }, replica)

const schema = "the model's schema of the field"

/** How ids are checked and sent. */
export const asking = (model: AnyModel, rows: TableRows): KeyCheck.KeyCheck<unknown, LookupKey> => {
  const [field = "", ...others] = rows.idFields
  const problemOf = KeyProblem.of(model)
  return others.length === 0
    ? askingBy(model, field)
    : KeyCheck.make<unknown, unknown, LookupKey>(rows.idKey, {
        field: "id",
        schema: "the model's schemas of its fields",
        sentOf: (parts) => rows.keyOf(parts as Row), // by the fields of an id
        partsOf: (key) => rows.rowOf(key),
        problemOf
      })
}

/** The same of the values of another field. */
export const askingBy = (model: AnyModel, field: string): KeyCheck.KeyCheck<unknown, LookupKey> =>
  // A field of the model, by the types of options.
  KeyCheck.make<unknown, unknown, LookupKey>(model.fields[field] as Schema.Codec<unknown>, {
    field,
    schema,
    sentOf: PackedKey.pack,
    partsOf: (key) => (PackedKey.isPacked(key) ? { [field]: PackedKey.unpack(key) } : undefined),
    problemOf: KeyProblem.of(model)
  })

/** Of a view nothing makes sure that a value has one row, and none of several is the one that was meant. */
const several = ({ tableName }: TableRows, by: string) =>
  Exit.fail(
    new Rejected({
      statement: "unknown",
      field: by,
      message: `several rows of ${tableName} have the ${by} that was asked for, and one is found by it: let the view have one row of each, or look it up by Repository.many`
    })
  )

/** Decodes the one row that was found by `by`. */
const decodingOne =
  ({ decode, rows }: LookupParts, by: string) =>
  (found: Rows = []): Exit.Exit<Option.Option<unknown>, Rejected> => {
    const [row] = found
    if (row === undefined) return Exit.succeed(Option.none())
    return found.length > 1 ? several(rows, by) : Exit.map(decode(row), Option.some)
  }

/** Decodes all rows, or gives the first that is not what the model says. */
const decodeAll = (decode: Decode, rows: Rows = []): Exit.Exit<ReadonlyArray<unknown>, Rejected> => {
  const decoded: Array<unknown> = []
  for (const row of rows) {
    const exit = decode(row)
    if (Exit.isFailure(exit)) return Exit.failCause(exit.cause)
    decoded.push(exit.value)
  }
  return Exit.succeed(decoded)
}

/** An answer that fails as the operation does. */
const failedExit = (service: string, operation: string) => {
  const failed = Operation.failed(service, operation, "read")
  return <A>(exit: Exit.Exit<A, Rejected>): Exit.Exit<A, DataError> => Exit.mapError(exit, failed)
}

/** The lookups of a table by its id. */
export const byId = (parts: LookupParts) => {
  const { model, protect, rows, service } = parts
  const ids = question(parts, "find", (keys) => LookupStatements.all(parts, rows.idFields, keys))
  const asked = asking(model, rows)
  const attempt = protect({ idempotent: true, writes: false })
  const one = decodingOne(parts, rows.idFields.length === 1 ? (rows.idFields[0] ?? "id") : "id")
  const failedFind = failedExit(service, "find")
  const failedGet = failedExit(service, "get")
  const missing = Exit.fail(new Cause.NoSuchElementError(`${service} has nothing for the id`))
  const findMany = Effect.fn(`${service}.findMany`)(
    function* (given: Iterable<unknown>) {
      const sent = new Map<unknown, LookupKey>()
      for (const id of given) sent.set(id, yield* asked.check(id))
      const held = yield* ids.many([...new Set(sent.values())])
      const found = new Map<unknown, unknown>()
      for (const [id, key] of sent) {
        Option.map(yield* one(held.get(key)), (row) => found.set(id, row))
      }
      return found
    },
    Effect.mapError(Operation.failed(service, "findMany", "batch"))
  )
  return {
    sent: asked.keyOf,
    check: asked.check,
    /** The row as it is there, by what its id is on its way. */
    held: (key: LookupKey) =>
      Effect.map(ids.many([key]), (held) => Option.fromUndefinedOr(held.get(key)?.[0])),
    /** Whether two rows have the same id, which only the server knows where their texts differ. */
    isSame: (one: Row, other: Row) =>
      rows.textOf(one) === rows.textOf(other)
        ? Effect.succeed(true)
        : attempt(Effect.map(LookupStatements.sameIds(parts, one, other), ({ length }) => length > 0)),
    find: ids.one({ ...asked, answer: (rows) => failedFind(one(rows)) }),
    get: ids.one<unknown, unknown, DataError | Cause.NoSuchElementError>({
      ...asked,
      operation: "get",
      answer: (rows) => {
        const exit = failedGet(one(rows))
        if (Exit.isFailure(exit)) return exit
        return Option.isSome(exit.value) ? Exit.succeed(exit.value.value) : missing
      }
    }),
    exists: ids.one({ ...asked, operation: "exists", answer: (rows) => Exit.succeed(rows !== undefined) }),
    findMany
  }
}

/** A lookup of a table by another field. */
export const byField = (
  parts: LookupParts,
  name: string,
  lookup: LookupField<string, string>
): ((key: unknown) => Effect.Effect<unknown, DataError>) => {
  const { decode, model, rows, service } = parts
  const { field } = lookup
  const failed = failedExit(service, name)
  const one = decodingOne(parts, field)
  const asked = askingBy(model, field)
  const order = lookup.kind === "many" ? orderedBy(rows, lookup.orderBy, "r.") : ""
  const limit = lookup.kind === "many" ? lookup.limit : undefined
  const values = question(parts, name, (keys) =>
    limit === undefined
      ? LookupStatements.all(parts, [field], keys, order)
      : LookupStatements.some(parts, { ...lookup, limit }, keys)
  )
  return lookup.kind === "many"
    ? values.one({ ...asked, answer: (rows) => failed(decodeAll(decode, rows)) })
    : values.one({ ...asked, answer: (rows) => failed(one(rows)) })
}
