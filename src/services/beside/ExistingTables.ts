import { Effect, Layer } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { PooledPg } from "../../layers/PooledPg.ts"

/** A name as the compiler writes it, or as it stands in a text. */
const creation =
  /^\s*CREATE\s+(?<kind>TABLE|(?:UNIQUE\s+)?INDEX)\s+(?<lazy>IF\s+NOT\s+EXISTS\s+)?(?<name>(?:"(?:[^"]|"")+"|[A-Za-z0-9_$.])+)/i

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * The refusal of a privilege names the schema alone, that of a missing table the table, and so what makes it. Of another
 * schema than the first it is not known here who may create.
 */
const refused = (kind: string, name: string): string =>
  /^table$/i.test(kind) && !name.includes(".")
    ? `IF NOT has_schema_privilege(current_schema(), 'CREATE') THEN PERFORM ${literal(name)}::regclass; END IF; `
    : ""

/**
 * Postgres refuses CREATE … IF NOT EXISTS to a role that may not create, before it looks whether there is anything to do; so
 * it is asked first.
 */
const unlessThere = (text: string): string | undefined => {
  const { kind, lazy, name } = creation.exec(text)?.groups ?? {}
  if (name === undefined || kind === undefined) return undefined
  const create = `EXECUTE ${literal(text)}; `
  const [ifMissing, always] = lazy === undefined ? ["", create] : [create, ""]
  const body = `IF to_regclass(${literal(name)}) IS NULL THEN ${refused(kind, name)}${ifMissing}END IF; ${always}`
  return `DO ${literal(`BEGIN ${body}END`)}`
}

/** A client that takes CREATE … IF NOT EXISTS for answered where the table or index is there. */
const looking = (sql: SqlClient.SqlClient): SqlClient.SqlClient => {
  const construct = (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) => {
    const statement = (sql as Statement.Constructor)(strings, ...values)
    if (typeof strings === "string" || !/^\s*CREATE\s/i.test(strings[0] ?? "")) return statement
    const [text, parameters] = statement.compile()
    const looked = parameters.length > 0 ? undefined : unlessThere(text)
    return looked === undefined ? statement : sql.unsafe(looked)
  }
  return Object.assign(construct as Statement.Constructor, sql, {
    withoutTransforms: () => looking(sql.withoutTransforms())
  })
}

/**
 * The pooled endpoint as a `SqlClient` for modules that make their tables as they start, as Effect's `Persistence`,
 * `KeyValueStore` and the cluster's storage do, though the role that programs work as may not create.
 *
 * **Details**
 *
 * Their `CREATE TABLE IF NOT EXISTS` and `CREATE INDEX IF NOT EXISTS` do nothing where the owner has made the table before
 * (`aquifer migrate --with queue,cache,cluster`), and fail with the name of the missing table where nobody has, and the
 * command that makes it. All else is that of `PooledPg.layerSqlClient`. It is never shared between pools.
 *
 * **Example** (A cache in Postgres)
 *
 * ```ts
 * import { ExistingTables, PooledPg } from "aquifer"
 * import { Layer } from "effect"
 * import { Persistence } from "effect/persistence"
 *
 * const persistence = Persistence.layerSql.pipe(
 *   Layer.provide(ExistingTables.layerSqlClient),
 *   Layer.provide(PooledPg.layer)
 * )
 * ```
 */
export const layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, PooledPg> = Layer.fresh(
  Layer.effect(SqlClient.SqlClient, Effect.map(SqlClient.SqlClient, looking))
).pipe(Layer.provide(PooledPg.layerSqlClient))
