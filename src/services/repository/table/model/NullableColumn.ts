import { SchemaAST } from "effect"
import * as ColumnKind from "../../../../layers/decode/ColumnKind.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import type { AnyModel } from "./RepositoryOptions.ts"

/** Whether a field's schema takes NULL. */
export const takesNull = ({ fields }: AnyModel, field: string): boolean => {
  const schema = fields[field]
  return schema !== undefined && ColumnKind.accepts(SchemaAST.toEncoded(schema.ast), "null")
}

/** Whether a column may be NULL, for all that is known: of a view's the model alone says so, and rows are read by that. */
export const mayBeNull = (
  model: AnyModel,
  { field, isDerived, isNullable }: Pick<Column, "field" | "isDerived" | "isNullable">
): boolean => isNullable && (!isDerived || takesNull(model, field))
