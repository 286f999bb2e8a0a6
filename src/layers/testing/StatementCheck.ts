import { Effect, Schema, SchemaAST } from "effect"
import type { SqlError, Statement } from "effect/sql"
import * as ColumnKind from "../decode/ColumnKind.ts"
import * as DescribedColumns from "./DescribedColumns.ts"
import { TestDatabase } from "./TestDatabase.ts"

/** What of a statement's columns is not as the Schema has it. */
export const ColumnMismatch = Schema.Struct({
  /** The column, as the Schema's encoded side names it. */
  column: Schema.String,
  /**
   * `missing`: the statement gives no such column. `type`: it comes as what the Schema does not take. `nullable`: it may
   * be NULL, and the Schema takes no null.
   */
  problem: Schema.Literals(["missing", "type", "nullable"]),
  /** In words: what comes, and what the Schema takes. */
  message: Schema.String
})
export interface ColumnMismatch extends Schema.Schema.Type<typeof ColumnMismatch> {}

/** A statement's columns are not those that a Schema decodes. */
export class StatementMismatch extends Schema.TaggedError<StatementMismatch>()("StatementMismatch", {
  /** The statement's text, with `$1` for its parameters. */
  statement: Schema.String,
  /** Each column that is amiss; one at least. */
  columns: Schema.Array(ColumnMismatch)
}) {
  /** The statement, and of each column what comes and what the Schema takes. */
  override get message(): string {
    return `The Schema does not fit what ${JSON.stringify(this.statement)} gives: ${this.columns.map(({ message }) => message).join("; ")}`
  }

  /**
   * What loggers and `inspect` show, which leave out a message that is made of the fields.
   *
   * @internal
   */
  override toJSON(): unknown {
    return { ...this, message: this.message }
  }
}

const mismatch = (
  property: ReturnType<typeof ColumnKind.properties>[number],
  column: DescribedColumns.DescribedColumn | undefined,
  notNull: ReadonlyArray<string>
): ReadonlyArray<ColumnMismatch> => {
  const { name, optional, type } = property
  if (column === undefined) {
    const message = `there is no column ${name}; name it in the statement, or make it Schema.optionalKey`
    return optional ? [] : [{ column: name, problem: "missing", message }]
  }
  if (!ColumnKind.accepts(type, column.kind)) {
    const message = `${name} is of type ${column.type}, which comes as ${ColumnKind.show(column.kind)}; the Schema takes ${type._tag}`
    return [{ column: name, problem: "type", message }]
  }
  if (!column.nullable || notNull.includes(name) || ColumnKind.accepts(type, "null")) return []
  const message = `${name} may be NULL, as its table has it; take Schema.NullOr, or say notNull: ["${name}"] if the statement sees to it`
  return [{ column: name, problem: "nullable", message }]
}

/**
 * Fails unless a statement's columns are those that a Schema decodes: none missing, each of a type that comes as what the
 * Schema's encoded side takes, and none that may be NULL where it takes no null.
 *
 * **Details**
 *
 * Postgres is asked by its own Describe: it parses the statement, and runs nothing. Whether a column may be NULL is known
 * of columns of tables alone, by their NOT NULL; of expressions, and of the side of an outer join that may be missing, it is
 * not. Columns that the statement itself keeps from being NULL are said in `notNull`. Names are compared as they are in
 * the statement. Columns that the Schema does not name are its own affair.
 *
 * **Errors**
 *
 * `StatementMismatch` with each column that is amiss; `SqlError` where Postgres refuses the statement.
 *
 * **Example** (A query and what decodes it)
 *
 * ```ts
 * import { Testing } from "aquifer/testing"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const Product = Schema.Struct({ sku: Schema.String, stock: Schema.Int })
 *
 * const checked = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   yield* Testing.describes(sql`SELECT sku, stock FROM products WHERE sku = ${"a-1"}`, Product)
 * })
 * ```
 */
export const describes = Effect.fn("Testing.describes")(function* (
  statement: Statement.Statement<unknown>,
  schema: Schema.Top,
  {
    notNull = []
  }: {
    /** Columns that the statement itself keeps from being NULL, by their names; none unless given. */
    readonly notNull?: ReadonlyArray<string>
  } = {}
): Effect.fn.Return<void, StatementMismatch | SqlError.SqlError, TestDatabase> {
  const { direct } = yield* TestDatabase
  const [text] = statement.compile()
  const columns = yield* DescribedColumns.of(direct, text)
  const found = ColumnKind.properties(SchemaAST.toEncoded(schema.ast)).flatMap((property) =>
    mismatch(property, columns.get(property.name), notNull)
  )
  if (found.length > 0) return yield* new StatementMismatch({ statement: text, columns: found })
})
