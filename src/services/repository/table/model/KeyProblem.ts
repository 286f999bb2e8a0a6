import { Predicate, type Schema } from "effect"
import * as Scalar from "../../../../layers/encode/ScalarValue.ts"
import * as PostgresType from "./PostgresType.ts"
import type { AnyModel } from "./RepositoryOptions.ts"

const hasParts = (value: unknown): boolean =>
  Predicate.isObjectOrArray(value) && !(value instanceof Date) && !(value instanceof Uint8Array)

/**
 * Makes what says why a value is the key of no row, by the model alone. Of what has parts, and of numbers that may be
 * fractions, the column's type says more, when the table is asked.
 */
export const of = ({ fields }: AnyModel): ((field: string, value: unknown) => string | undefined) => {
  const types = new Map(
    Object.entries(fields).map(([field, schema]) => [field, PostgresType.of(schema as Schema.Top)]) // as fields are
  )
  const isFraction = (field: string, value: unknown): boolean =>
    typeof value === "number" && types.get(field) === "double precision"
  return (field, value) => (isFraction(field, value) || hasParts(value) ? undefined : Scalar.problemOf(value))
}
