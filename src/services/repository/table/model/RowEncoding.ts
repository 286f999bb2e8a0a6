import { Effect, Exit, Result, Schema, SchemaParser } from "effect"
import type { Rejected } from "../../../../layers/failure/PgFailure.ts"
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

/** Makes what reads a row; one that is not what the model says is a defect of who asks for it. */
export const decoder = (service: string, model: AnyModel) => {
  // It needs nothing but a row, by the types of options.
  const decodeExit = SchemaParser.decodeUnknownExit(model as unknown as Schema.Codec<unknown>)
  return (row: Row): Exit.Exit<unknown> => {
    const exit = decodeExit(row)
    return Exit.isSuccess(exit)
      ? Exit.succeed(exit.value)
      : Exit.die(new Error(`a row of ${service} is not what its model says`, { cause: exit.cause }))
  }
}
