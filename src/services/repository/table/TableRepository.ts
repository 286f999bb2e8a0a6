import { Effect, type Schema, type Scope, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as DataErrors from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { BulkTable } from "../bulk/BulkTable.ts"
import * as BulkWrite from "../bulk/BulkWrite.ts"
import * as LeasePostgres from "../lease/LeasePostgres.ts"
import * as LoadLease from "../lookup/LoadLease.ts"
import * as LookupLoads from "../lookup/LookupLoads.ts"
import type { ReplicaReads } from "../replica/ReplicaReads.ts"
import * as LoadedRows from "./LoadedRows.ts"
import type { AnyOptions } from "./model/RepositoryOptions.ts"
import { decoder } from "./model/RowEncoding.ts"
import { type Row, TableRows } from "./model/TableRows.ts"
import * as TableLookups from "./read/TableLookups.ts"
import * as TableQuery from "./read/TableQuery.ts"
import type { InsertManyOptions } from "./RepositoryMethods.ts"
import * as TableCheck from "./schema/TableCheck.ts"
import * as RowWrites from "./write/RowWrites.ts"
import { TableWrites } from "./write/TableWrites.ts"

type Encodes = Schema.Codec<object, Row> & { readonly fields: Schema.Struct.Fields }

type Conflict = BulkWrite.BulkWriteOptions<Encodes>["conflict"]

/** Rows in bulk, by what becomes of those that are there. */
const makeBulk = Effect.fnUntraced(function* (
  service: string,
  { model, tableName }: AnyOptions,
  rows: TableRows
) {
  const made = (conflict?: Conflict) =>
    BulkWrite.make({
      name: `${service}.insertMany`,
      table: tableName,
      row: model.insert as unknown as Encodes, // a struct that encodes by itself, by the types of options
      columns: Object.fromEntries(rows.columns),
      ...(conflict === undefined ? undefined : { conflict })
    })
  const [first = "", ...others] = rows.idFields
  const by = {
    fail: yield* made(),
    ignore: yield* made("ignore"),
    replace: yield* made({ key: [first, ...others] })
  }
  const versioned = rejected(
    "conflict",
    "cannot be replace where rows have versions, as nothing would count them; upsert them one by one"
  )
  const notReplaced =
    rows.refusalToReplace(model.insert.fields) ?? (rows.version === undefined ? undefined : versioned)
  return (
    given: ReadonlyArray<object> | Stream.Stream<object>,
    { conflict = "fail" }: InsertManyOptions = {}
  ) => {
    const reason = conflict === "replace" ? notReplaced : undefined
    if (reason !== undefined)
      return Effect.fail(new DataErrors.DataError({ service, operation: "insertMany", reason }))
    const write = by[conflict]
    return Stream.isStream(given) ? write.stream(given) : write.all(given)
  }
})

/** Looks at the table once; a server that is away is no reason not to start, and is met by the first who asks. */
const atStart = (service: string, protect: Operation.Protection, sql: SqlClient.SqlClient) => {
  const run = Operation.running(service, protect, sql)("start", { kind: "read" })
  return (check: Effect.Effect<void, DataErrors.Fails>) =>
    Effect.catchIf(
      run(check),
      ({ reason }) => reason._tag !== "Misconfigured",
      ({ message }) => Effect.logWarning(`${message}; the table was not compared with its model`)
    )
}

/** The methods alone. */
const withoutKeys = ({
  check: _check,
  held: _held,
  isSame: _isSame,
  sent: _sent,
  ...lookups
}: ReturnType<typeof TableLookups.byId>) => lookups

/** Makes the methods of a repository on the `SqlClient` in its context. */
export const make = Effect.fnUntraced(function* (
  service: string,
  options: AnyOptions,
  replica?: ReplicaReads
): Effect.fn.Return<
  Readonly<Record<string, unknown>>,
  DataErrors.DataError,
  SqlClient.SqlClient | Scope.Scope
> {
  const sql = yield* SqlClient.SqlClient
  const protect = yield* Operation.makeProtection
  const rows = new TableRows(options)
  const table = new BulkTable(sql, options.tableName, rows.columns)
  const decode = decoder(options.model, rows)
  const parts = { service, model: options.model, sql, protect, rows, table, decode }
  yield* atStart(service, protect, sql)(TableCheck.check({ ...parts, options }))
  const { check, held, isSame, sent, ...atPrimary } = TableLookups.byId(parts)
  const reading = { ...parts, replica }
  const lookups = replica === undefined ? atPrimary : withoutKeys(TableLookups.byId(reading))
  const current = (row: Row) => held(rows.keyOf(row))
  const writes = new TableWrites({ ...parts, again: current, context: yield* Effect.context<never>() })
  const writing = RowWrites.make({
    ...parts,
    options,
    writes,
    current,
    isSame,
    encodeId: (id) => Effect.map(check(id), (key) => rows.rowOf(key))
  })
  const loads = yield* LookupLoads.make<unknown, unknown>({
    ...LoadedRows.optionsOf(options),
    find: lookups.find,
    again: atPrimary.find,
    sent,
    sql,
    among: LoadLease.amongProcesses({ service, table: options.tableName, leases: yield* LeasePostgres.make })
  })
  const named = Object.entries(options.lookups ?? {}).map(([name, lookup]) => {
    return [name, TableLookups.byField(reading, name, lookup)] as const
  })
  const { store, ...written } = writing
  const refused = rows.refusalToReplace(options.model.insert.fields)
  return {
    ...lookups,
    ...written,
    ...TableQuery.make(reading),
    ...Object.fromEntries(named),
    ...LoadedRows.make(loads, { service, store, refused }),
    insertMany: yield* makeBulk(service, options, rows),
    columns: sql.literal(rows.selected()),
    // What is no row, the decoder refuses.
    decode: (found: ReadonlyArray<unknown>) =>
      Effect.mapError(
        Effect.forEach(found, (row) => decode(row as Row)),
        Operation.failed(service, "decode", "read")
      )
  }
})
