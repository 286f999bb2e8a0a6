import { Effect, Schema } from "effect"
import type { SqlError } from "effect/sql"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as ColumnKind from "../decode/ColumnKind.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import { session } from "./TestSession.ts"

/** A column of a statement's result. */
export interface DescribedColumn {
  readonly name: string
  /** As SQL writes it. */
  readonly type: string
  readonly kind: ColumnKind.Kind
  /** Whether it is a table's, which lets it be NULL. */
  readonly nullable: boolean
}

/** A field of the message RowDescription: where a column is from, and its type. */
interface Field {
  readonly name: string
  readonly table: number
  readonly attribute: number
  readonly type: number
}

/** After the name: the table, the attribute, the type, its size, its modifier, its format. */
const fixedBytes = 18

const fields = (bytes: Buffer | undefined): ReadonlyArray<Field> => {
  if (bytes === undefined) return []
  let at = 2
  return Array.from({ length: bytes.readInt16BE(0) }, () => {
    const end = bytes.indexOf(0, at)
    const name = bytes.toString("utf8", at, end)
    at = end + 1 + fixedBytes
    return {
      name,
      table: bytes.readUInt32BE(end + 1),
      attribute: bytes.readInt16BE(end + 5),
      type: bytes.readUInt32BE(end + 7)
    }
  })
}

/**
 * What the catalogue says of each. A column of a domain is described by the type below, so that what the domain says of
 * NULL stands with the table's column; an array's places may be of a domain too.
 */
const catalogue = `
  WITH RECURSIVE fields AS (
    SELECT f.place, f.type, t.typname, NULLIF(t.typelem, 0) AS element, a.atttypid AS declared, a.attnotnull
    FROM json_to_recordset($1::text::json) AS f(place int, "table" oid, attribute int2, type oid)
    JOIN pg_type t ON t.oid = f.type
    LEFT JOIN pg_attribute a ON a.attrelid = f."table" AND a.attnum = f.attribute AND f.attribute > 0
  ), types AS (
    SELECT place, 'element' AS role, t.* FROM fields JOIN pg_type t ON t.oid = element AND t.typarray = type
    UNION ALL SELECT place, 'declared', t.* FROM fields JOIN pg_type t ON t.oid = declared
  ), chain AS (
    SELECT place, role, typname, typbasetype, typnotnull FROM types
    UNION ALL
    SELECT c.place, c.role, t.typname, t.typbasetype, t.typnotnull FROM chain c JOIN pg_type t ON t.oid = c.typbasetype
  )
  SELECT format_type(f.type, NULL) AS type, coalesce(e.typname, f.typname)::text AS base, e.place IS NOT NULL AS "isArray",
    coalesce(NOT f.attnotnull, false)
      AND NOT EXISTS (SELECT FROM chain c WHERE c.place = f.place AND c.role = 'declared' AND c.typnotnull) AS nullable
  FROM fields f
  LEFT JOIN chain e ON e.place = f.place AND e.role = 'element' AND e.typbasetype = 0
  ORDER BY f.place`

const Rows = Schema.Array(
  Schema.Struct({
    type: Schema.String,
    base: Schema.String,
    isArray: Schema.Boolean,
    nullable: Schema.Boolean
  })
)

const refused = (message: string) =>
  DriverError.fromFailure(new Rejected({ statement: "did not run", message }), "describe")

/** The columns of a statement by name, as Postgres describes it without running it. */
export const of = (
  endpoint: PgEndpoint,
  text: string
): Effect.Effect<ReadonlyMap<string, DescribedColumn>, SqlError.SqlError> =>
  Effect.gen(function* () {
    const { connection, sockets } = yield* Effect.catchTag(session(endpoint), "ConfigError", Effect.die)
    const answered = yield* sockets.ask(connection.processId, [{ sql: text, types: [] }], false)
    const [answer] = answered?.answers ?? []
    if (answer === undefined)
      return yield* refused("the connection was lost while the statement was described")
    if ("refusal" in answer) {
      const { message, sqlState } = answer.refusal
      return yield* refused(`Postgres does not take the statement (${sqlState}): ${message}`)
    }
    const columns = fields(answer.columns)
    const asked = JSON.stringify(columns.map((field, place) => ({ place, ...field })))
    const { rows } = yield* connection.query(catalogue, [asked], false)
    // The catalogue gives what our own query asks it for.
    const known = yield* Effect.orDie(Schema.decodeUnknownEffect(Rows)(rows))
    return new Map(
      known.map(({ base, isArray, nullable, type }, at) => {
        const kind = ColumnKind.of(base)
        const name = columns[at]?.name ?? ""
        return [name, { name, type, nullable, kind: isArray ? { each: kind } : kind }]
      })
    )
  }).pipe(Effect.scoped, inRealTime)
