import { Context, Effect, Layer, type Scope, Stream } from "effect"
import type { SqlClient } from "effect/sql"
import type { Change } from "../../../layers/migration/Change.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import type { ReplicaPg } from "../../../layers/ReplicaPg.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type { ChangeEvent } from "../changes/ChangeEvent.ts"
import * as Replica from "../replica/Replica.ts"
import * as MemoryRepository from "./MemoryRepository.ts"
import type {
  AnyModel,
  AnyOptions,
  ConstraintErrors,
  FieldOf,
  IdColumn,
  IdOf,
  LookupFields,
  RepositoryOptions
} from "./model/RepositoryOptions.ts"
import type { NearOptions } from "./NearRows.ts"
import * as NearRows from "./NearRows.ts"
import type { ErrorsOf, Repository } from "./RepositoryMethods.ts"
import type { TableChangeOptions } from "./schema/TableChanges.ts"
import * as TableChanges from "./schema/TableChanges.ts"
import * as TableRepository from "./TableRepository.ts"

export { Cursor } from "./read/Page.ts"
export type { NearOptions } from "./NearRows.ts"
export type {
  ErrorsOf,
  InsertManyOptions,
  LookupMethods,
  Page,
  PageQuery,
  Query,
  Repository,
  RepositoryMethods
} from "./RepositoryMethods.ts"
export { many, unique } from "./model/RepositoryOptions.ts"
export type {
  AnyModel,
  ConstraintErrors,
  FieldOf,
  IdColumn,
  IdOf,
  InsertOf,
  LookupField,
  LookupFields,
  ManyOptions,
  OrderBy,
  RepositoryOptions,
  TimeField,
  UpdateOf,
  UpsertOf
} from "./model/RepositoryOptions.ts"
export type { TableChangeOptions } from "./schema/TableChanges.ts"
export { VersionConflict } from "./write/VersionConflict.ts"

/** What the database would make of fields, encoded as a row has them. */
export type GeneratedBy<M extends AnyModel> = { readonly [F in FieldOf<M>]?: () => unknown }

/** `Products` of `shop/Products`, as failures, spans and metrics name it. */
const serviceOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1)

/** Any of its options; their types have been looked at by then. */
const untyped = (options: unknown): AnyOptions => options as AnyOptions

/**
 * Makes the repository of a table on the `SqlClient` in the context; {@link Service} makes it a service.
 *
 * **Errors**
 *
 * `DataError`, `Misconfigured` where the table is not what its model says: with all that differs, and what to write. A
 * server that is away at the start is no failure.
 */
export const make = <
  const M extends AnyModel,
  const Id extends IdColumn<M>,
  const Version extends FieldOf<M> = never,
  const Lookups extends LookupFields<M> = {},
  const Errors extends ConstraintErrors = {}
>(
  key: string,
  options: RepositoryOptions<M, Id, Version, Lookups, Errors>
): Effect.Effect<
  Repository<M, Id, Version, Lookups, ErrorsOf<Errors>>,
  DataError,
  SqlClient.SqlClient | Scope.Scope
> =>
  // Its methods are made by name, which no type follows.
  TableRepository.make(serviceOf(key), untyped(options)) as never

/**
 * Makes the service of one table: its rows by their model, with all of the kit from one description.
 *
 * Reads share round trips, single writes are group commits, rows in bulk travel as arrays; inside a transaction all of it
 * is on the transaction's connection. Fields are camelCase and columns snake_case, or as `columns` says. What a row is
 * inserted from is the model's insert variant, and what an insert leaves out is made by the model's default or by the
 * database; the row comes back as it is then. An update names the version that it was made from, where `versionColumn`
 * counts them, and fails with {@link VersionConflict} where it is over. What concurrent callers ask for is answered by
 * one statement each: fifty orders with their lines and products are three.
 *
 * `layer` works on the pooled endpoint that the environment names, `layerNoDeps` on the `SqlClient` in the context, and
 * `layerNear` holds rows in memory besides, while the feed of `changes` vouches for them (they are frozen, as several are given
 * one; a row with a `Date` or bytes in it is copied for each), under ids as the database shows them: for others that it takes for
 * the same, such as a UUID in capitals or `2024-7-5`, and for types of which only it knows the form (ranges, `inet`, `real`), it
 * is asked each time; `layerReplica` reads replicas.
 * `layerMemory` is a twin for tests: a map that knows ids, unique lookups, versions and the order of values, texts by their
 * bytes (JSON and arrays have none); constraints, conditions in SQL and what the database makes of a field are Postgres' own,
 * and `layerMemoryWith({ generated })` says the last. `changesFor`
 * gives the statements of a migration: grants, with `create` the table, with `feed` what tells of its changes. Types are those of the encoded schemas:
 * strings `text` (`uuid` where they are checked to be), `Int` `integer`, other numbers `double precision`, `BigInt`
 * `bigint`, booleans, `Date` `timestamptz` (of milliseconds, as it has, where rows are found by it), bytes `bytea`, `BigDecimalFromString` `numeric`, structs, arrays and `Schema.Json` `jsonb`.
 * An id of `integer`, `bigint` or `uuid` that an insert leaves out (`Model.GeneratedByDb`) is made by the database. Nothing is ever
 * altered. A view is read by the key that its model says, as none can be declared, and written where Postgres writes to it: of one
 * table, or by INSTEAD OF triggers.
 *
 * **Errors**
 *
 * `DataError`; of writes also what `constraints` makes of a violated one, and of updates `NoSuchElementError` and
 * `VersionConflict`. What a field's schema refuses is `Rejected` before a connection is taken; so is, once it is written, a row
 * of which the database made what the model does not take: its message says that it is there. A row that is read and that the
 * model does not take is `Rejected` too, with the table, the column and the id, and never a value; a stream gives the rows
 * before it. The layer fails as
 * `Misconfigured` where the table is not what the model says.
 *
 * **Example** (A catalogue)
 *
 * ```ts
 * import { Repository } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { Model } from "effect/schema"
 *
 * class NameTaken extends Schema.TaggedError<NameTaken>()("NameTaken", { name: Schema.String }) {}
 *
 * class Product extends Model.Class<Product>("Product")({
 *   sku: Schema.String,
 *   name: Schema.String,
 *   priceCents: Schema.Int
 * }) {}
 *
 * class Products extends Repository.Service<Products>()("shop/Products", {
 *   model: Product,
 *   tableName: "products",
 *   idColumn: "sku",
 *   lookups: { byName: Repository.unique("name") },
 *   constraints: { products_name_key: ({ name }) => new NameTaken({ name }) }
 * }) {}
 *
 * const changes = [{ id: 1, name: "products", ...Products.changesFor({ create: true }) }]
 *
 * const program = Effect.gen(function* () {
 *   const products = yield* Products
 *   const tea = yield* products.insert({ sku: "T-1", name: "tea", priceCents: 450 })
 *   return yield* products.update({ ...tea, priceCents: 500 })
 * })
 *
 * const onPostgres = Effect.provide(program, Products.layer)
 * const inMemory = Effect.provide(program, Products.layerMemory)
 * ```
 */
export const Service =
  <Self>() =>
  <
    const Key extends string,
    const M extends AnyModel,
    const Id extends IdColumn<M>,
    const Version extends FieldOf<M> = never,
    const Lookups extends LookupFields<M> = {},
    const Errors extends ConstraintErrors = {}
  >(
    key: Key,
    options: RepositoryOptions<M, Id, Version, Lookups, Errors>
  ) => {
    type Shape = Repository<M, Id, Version, Lookups, ErrorsOf<Errors>>
    const name = serviceOf(key)
    const service = Context.Service<Self, Shape>()(key)
    const layerNoDeps = Layer.effect(service, make(key, options))
    const layerMemoryWith = ({
      generated = {}
    }: {
      /** Of fields that an insert leaves out, what the database would make of them; nothing unless given. */
      readonly generated?: GeneratedBy<M> | undefined
    }) =>
      Layer.effect(
        service,
        // Made by name, as those above.
        MemoryRepository.make(name, untyped(options), generated) as never as Effect.Effect<
          Shape,
          never,
          Scope.Scope
        >
      )
    return Object.assign(service, {
      /** On the `SqlClient` in the context. */
      layerNoDeps,
      /** On the pooled endpoint that the environment names. */
      layer: layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer)),
      /**
       * With rows in memory in front of `find`, `get` and `exists`, for as long as the table's changes are told; on the
       * `SqlClient` in the context. It needs `changesFor({ feed: true })`.
       */
      layerNear: (near: NearOptions = {}): Layer.Layer<Self, DataError, SqlClient.SqlClient> =>
        Layer.effect(
          service,
          Effect.flatMap(TableRepository.make(name, untyped(options)), (methods) =>
            NearRows.make(name, untyped(options), methods, near)
          ) as never // made by name, as those above
        ),
      /**
       * With `find`, `get`, `exists`, `findMany`, lookups, `query`, `page` and `stream` answered by replicas that are fresh
       * enough, see `Replica`; on the `SqlClient` in the context, which leads to the primary. What is written, and what
       * a load looks for before it begins, stays there.
       */
      layerReplica: (
        replica: Replica.ReplicaOptions
      ): Layer.Layer<Self, DataError, ReplicaPg | SqlClient.SqlClient> =>
        Layer.effect(
          service,
          Effect.flatMap(Replica.make(replica), (reads) =>
            TableRepository.make(name, untyped(options), reads)
          ) as never // made by name, as those above
        ),
      /** What changes in the table, by id, as it commits; see `ChangeFeed`. It needs `changesFor({ feed: true })`. */
      changes: Stream.unwrap(NearRows.changes(untyped(options))) as Stream.Stream<
        ChangeEvent<IdOf<M, Id>>,
        DataError,
        SqlClient.SqlClient
      >,
      /** In memory, a new table each time that it is built. */
      layerMemory: Layer.fresh(layerMemoryWith({})),
      /** In memory, with what the database would make of fields that an insert leaves out, encoded as a row has it. */
      layerMemoryWith,
      /** The statements of a migration: grants, with `create` the table, with `feed` its triggers. */
      changesFor: (asked: TableChangeOptions<FieldOf<M>> = {}): Pick<Change, "up" | "down"> =>
        TableChanges.changesFor(untyped(options), asked)
    })
  }
