import type { Rejected } from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import type { TableRows } from "../model/TableRows.ts"

/** Why no row can be replaced by its id: the database makes it, so that what is given, or the fields of such, have none. */
export const refusal = (
  { idFields }: Pick<TableRows, "idFields">,
  given: Readonly<Record<string, unknown>>
): Rejected | undefined => {
  const field = idFields.find((field) => !(field in given))
  return field === undefined
    ? undefined
    : rejected(
        `row.${field}`,
        "is made by the database, so that there is none to replace a row by: insert the row, or update it by the id that it got; where ids are the program's own, let the model's insert variant have them"
      )
}
