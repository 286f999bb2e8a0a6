import { Effect, Exit, Result, Schema, SchemaParser } from "effect"
import { Rejected } from "../../../../layers/failure/PgFailure.ts"
import * as SchemaRefusal from "../../../../layers/failure/SchemaRefusal.ts"
import type { AnyModel } from "./RepositoryOptions.ts"
import type { Row, TableRows } from "./TableRows.ts"

/** A variant of a model that needs nothing but a row. */
export type Variant = Schema.Codec<unknown, Row> & { readonly fields: Schema.Struct.Fields }

const hasDefaults = ({ fields }: Pick<Variant, "fields">): boolean =>
  Object.values(fields).some((field) => field.ast.context?.constructorDefault !== undefined)

const present = (row: Row): Row =>
  Object.values(row).includes(undefined)
    ? Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
    : row

/**
 * Makes what encodes a row by a variant: what has a default of the model may be left out, and what is left out otherwise
 * is not there, so that the database's default holds.
 */
export const encoder = (variant: Variant): ((input: unknown) => Effect.Effect<Row, Rejected>) => {
  const encodeResult = SchemaParser.encodeUnknownResult(variant)
  const encode = (input: unknown): Effect.Effect<Row, Rejected> => {
    const found = encodeResult(input)
    return Result.isSuccess(found)
      ? Effect.succeed(present(found.success))
      : Effect.fail(SchemaRefusal.refusal(found.failure, "row"))
  }
  if (!hasDefaults(variant)) return (input) => Effect.suspend(() => encode(input))
  return (input) =>
    variant.makeEffect(input).pipe(
      Effect.mapError((issue) => SchemaRefusal.refusal(issue, "row")),
      Effect.flatMap(encode)
    )
}

/** The update variant with the id and the version, of which a model need not say that they are updated. */
export const updateVariant = (model: AnyModel, { idFields, version }: TableRows): Variant => {
  const named = version === undefined ? idFields : [...idFields, version]
  const fields = Object.fromEntries(named.map((field) => [field, model.fields[field]]))
  // Fields of the model, all of which encode by themselves.
  return Schema.Struct({ ...model.update.fields, ...fields } as Schema.Struct.Fields) as unknown as Variant
}

/** Makes what reads a row. */
export type Decode = (row: Row) => Exit.Exit<unknown, Rejected>

/** An id is named in a message up to so many characters: a longer one is a text that says more than which row it is. */
const longestId = 100

/** Which row it is, where what is wrong with it is not its id. */
const rowNamed = (row: Row, field: string | undefined, { idFields, textOf }: TableRows): string => {
  const [first = ""] = (field ?? "").split(/[.[]/)
  const isKnown =
    !idFields.includes(first) && idFields.every((id) => row[id] !== undefined && row[id] !== null)
  const id = isKnown ? textOf(row) : ""
  return id === "" || id.length > longestId ? "a row" : `the row ${id}`
}

/** Makes what reads a row; one that is not what the model says fails for who asks for it, and says which it is. */
export const decoder = (model: AnyModel, rows: TableRows): Decode => {
  // It needs nothing but a row, by the types of options.
  const decodeResult = SchemaParser.decodeUnknownResult(model as unknown as Schema.Codec<unknown>)
  return (row) => {
    const found = decodeResult(row)
    if (Result.isSuccess(found)) return Exit.succeed(found.success)
    const { field = "", message } = SchemaRefusal.refusal(found.failure, "")
    const [name = ""] = field.split(/[.[]/)
    const column = rows.columns.get(name)
    const at = column === undefined ? "" : `, column ${column}`
    return Exit.fail(
      new Rejected({
        statement: "unknown",
        field,
        message: `${rowNamed(row, field, rows)} of table ${rows.tableName}${at}, is not what its model says: ${message.trim()}; give the field a schema of all that its column holds, or correct the row`
      })
    )
  }
}

/**
 * The same of a row that has just been written, as a failure of whoever wrote it: what is in the table has to be answered
 * for, and no defect says that it is there.
 */
export const writtenDecoder = (model: AnyModel) => {
  const decodeResult = SchemaParser.decodeUnknownResult(model as unknown as Schema.Codec<unknown>) // as above
  return (row: Row): Effect.Effect<unknown, Rejected> => {
    const found = decodeResult(row)
    if (Result.isSuccess(found)) return Effect.succeed(found.success)
    const { field, message } = SchemaRefusal.refusal(found.failure, "row")
    return Effect.fail(
      new Rejected({
        statement: "unknown",
        ...(field === undefined ? undefined : { field }),
        message: `the row was written, and what the database made of it is not what its model says: ${message}; do not write it again, but give the field a schema of what its column holds, or change the column's default or trigger`
      })
    )
  }
}
