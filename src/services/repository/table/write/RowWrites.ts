import { Cause, Effect, Option } from "effect"
import { Rejected } from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import { DataError } from "../../../../layers/resilience/DataError.ts"
import * as Operation from "../../../../layers/resilience/Operation.ts"
import type { AnyOptions } from "../model/RepositoryOptions.ts"
import { encoder, updateVariant, type Variant, writtenDecoder } from "../model/RowEncoding.ts"
import type { Row, TableRows } from "../model/TableRows.ts"
import type { TableWrites, Writing } from "./TableWrites.ts"
import { VersionConflict } from "./VersionConflict.ts"
import * as WriteStatements from "./WriteStatements.ts"

/** What the writing methods of a repository stand on. */
export interface RowWriteParts {
  readonly service: string
  readonly options: AnyOptions
  readonly rows: TableRows
  readonly writes: Pick<TableWrites, "write">
  /** The row that is there now, by the id of another. */
  readonly current: (row: Row) => Effect.Effect<Option.Option<Row>, Operation.Fails>
  /** An id as its fields. */
  readonly encodeId: (id: unknown) => Effect.Effect<Row, Operation.Fails>
  /** Whether two rows have the same id. */
  readonly isSame: (one: Row, other: Row) => Effect.Effect<boolean, Operation.Fails>
}

const inserting: Writing = {
  operation: "insert",
  statement: (sql, shape, values) => WriteStatements.insert(sql, shape, values, false)
}
const upserting: Writing = {
  operation: "upsert",
  statement: (sql, shape, values) => WriteStatements.insert(sql, shape, values, true)
}
const updating: Writing = { operation: "update", statement: WriteStatements.update }
const removing: Writing = { operation: "remove", isEnd: true, statement: WriteStatements.remove }

/** A trigger or a rule that leaves rows out is why a row which was written has no answer; it may have put it elsewhere. */
const leftOut = ({ tableName }: TableRows): Effect.Effect<never, Rejected> =>
  Effect.fail(
    new Rejected({
      statement: "unknown",
      field: "row",
      message: `row was left out by a trigger or a rule of table ${tableName}, which took the statement and wrote nothing there; look for a BEFORE trigger that returns NULL or a rule DO INSTEAD, and give it what it lets pass, or let it raise an error that says what is wrong`
    })
  )

/** Gives who violates a constraint the domain's own error. */
const explained =
  ({ constraints = {} }: AnyOptions) =>
  (error: unknown, given: object): unknown => {
    if (!(error instanceof DataError) || error.reason._tag !== "ConstraintViolated") return error
    const { constraint } = error.reason
    if (constraint === undefined || !Object.hasOwn(constraints, constraint)) return error
    return constraints[constraint]?.(given)
  }

/** What was given, encoded, written and answered by the row as it is now. */
const method = (
  { options, service, writes }: RowWriteParts,
  writing: Writing,
  encode: (given: object) => Effect.Effect<Row, Operation.Fails>,
  decode: (row: Row) => Effect.Effect<unknown, Operation.Fails>,
  without: (row: Row) => Effect.Effect<Option.Option<unknown>, unknown>
) => {
  const report = Operation.reported(service, writing.operation, "write")
  const explain = explained(options)
  return Effect.fn(`${service}.${writing.operation}`)((given: object) =>
    encode(given).pipe(
      Effect.flatMap((row) =>
        Effect.flatMap(writes.write(writing, row), (answer) =>
          Option.isSome(answer) ? Effect.map(decode(answer.value), Option.some) : without(row)
        )
      ),
      report,
      Effect.mapError((error) => explain(error, given))
    )
  )
}

/** Of a row that can be read: whether a trigger or row security kept it as it is, an UPDATE's answer does not say. */
const unchanged = (service: string, { tableName }: TableRows) =>
  Effect.fail(
    new Cause.NoSuchElementError(
      `${service} has updated nothing, though it has a row of the id: a BEFORE trigger of table ${tableName} that returns NULL left it out, a rule took the statement, or row security lets this caller read the row and not update it`
    )
  )

/**
 * Why an update has changed nothing: the row is of another version, or is not there, or was kept from it. One that is
 * there and has no version may have been updated under the same id in another form, by the same statement, which does so
 * once a row; so it is updated again.
 */
const notUpdated = (
  { current, rows, service, writes }: RowWriteParts,
  decode: (row: Row) => Effect.Effect<unknown, Operation.Fails>
) => {
  const missing = Effect.fail(new Cause.NoSuchElementError(`${service} has nothing for the id`))
  const kept = unchanged(service, rows)
  const again = (row: Row): Effect.Effect<Option.Option<unknown>, unknown> =>
    Effect.flatMap(writes.write(updating, row), (answer): Effect.Effect<Option.Option<unknown>, unknown> =>
      Option.isSome(answer) ? Effect.map(decode(answer.value), Option.some) : kept
    )
  return (row: Row): Effect.Effect<Option.Option<unknown>, unknown> =>
    Effect.flatMap(current(row), (found): Effect.Effect<Option.Option<unknown>, unknown> => {
      const { tableName, version } = rows
      if (Option.isNone(found)) return missing
      if (version === undefined) return again(row)
      const [expected, actual] = [Number(row[version]), Number(found.value[version])]
      return expected === actual
        ? kept
        : Effect.fail(new VersionConflict({ table: tableName, expected, actual }))
    })
}

/** Fails where a row that was loaded for an id has another. */
const loadedFor =
  ({ encodeId, isSame, rows }: RowWriteParts, id: unknown) =>
  (row: Row): Effect.Effect<void, Operation.Fails> =>
    Effect.gen(function* () {
      if (yield* isSame(yield* encodeId(id), row)) return
      const [field = ""] = rows.idFields
      return yield* Effect.fail(
        rejected(
          rows.idFields.length === 1 ? field : "id",
          "is not that of the row which was loaded for it, so nothing was stored: let the load give the row of the id that is asked for"
        )
      )
    })

/** The writing methods of a repository. */
export const make = (parts: RowWriteParts) => {
  const { encodeId, options, rows } = parts
  const { model } = options
  const encodeInsert = encoder(model.insert as unknown as Variant) // it encodes by itself, by the types of options
  const encodeUpdate = encoder(updateVariant(model, rows))
  const encodeUpsert = (given: unknown) =>
    Effect.flatMap(encodeInsert(given), (row) => {
      const refused = rows.refusalToReplace(row)
      return refused === undefined ? Effect.succeed(row) : Effect.fail(refused)
    })
  const isLeftOut = () => leftOut(rows)
  const value = Effect.map(Option.getOrThrow<unknown>)
  const decode = writtenDecoder(model)
  const insert = method(parts, inserting, encodeInsert, decode, isLeftOut)
  const upsert = method(parts, upserting, encodeUpsert, decode, isLeftOut)
  const update = method(parts, updating, encodeUpdate, decode, notUpdated(parts, decode))
  const remove = method(
    parts,
    removing,
    ({ id }: { readonly id?: unknown }) => encodeId(id),
    Effect.succeed,
    () => Effect.succeed(Option.none())
  )
  return {
    insert: (row: object) => value(insert(row)),
    upsert: (row: object) => value(upsert(row)),
    /** Stores what was loaded for an id. */
    store: (id: unknown, row: object) => {
      const encode = (given: object) => Effect.tap(encodeUpsert(given), loadedFor(parts, id))
      return value(method(parts, upserting, encode, decode, isLeftOut)(row))
    },
    update: (row: object) => value(update(row)),
    remove: (id: unknown) => Effect.map(remove({ id }), Option.isSome)
  }
}
