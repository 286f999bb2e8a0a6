import type { Cause, Effect, Option, Stream } from "effect"
import type { Statement } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import type { BulkResult } from "../bulk/BulkWrite.ts"
import type {
  AnyModel,
  ConstraintErrors,
  FieldOf,
  IdColumn,
  IdOf,
  InsertOf,
  LookupFields,
  OrderBy,
  UpdateOf,
  UpsertOf
} from "./model/RepositoryOptions.ts"
import type { Cursor } from "./read/Page.ts"
import type { VersionConflict } from "./write/VersionConflict.ts"

/** Which rows, in which order, and how many. */
export interface Query<Field extends string> {
  /** A condition in SQL, on the table's own columns; all rows unless given. */
  readonly where?: Statement.Fragment | undefined
  /** By their ids unless given. */
  readonly orderBy?: OrderBy<Field> | undefined
  /** No more rows than these; all unless given. */
  readonly limit?: number | undefined
}

/** A page: rows in an order, behind those of the page before. */
export interface PageQuery<Field extends string> extends Omit<Query<Field>, "limit"> {
  /** Rows in the page; 100 unless given. */
  readonly size?: number | undefined
  /** The `next` of the page before. */
  readonly after?: Cursor | undefined
}

/** Rows of one page, and where the next one begins. */
export interface Page<Row> {
  /** No more than the page's size. */
  readonly rows: ReadonlyArray<Row>
  /** Where the next page begins; none behind the last. */
  readonly next: Option.Option<Cursor>
}

/** What becomes of rows in bulk that are there already: they fail all, stay as they are, or are replaced. */
export interface InsertManyOptions {
  /** "fail" unless given. */
  readonly conflict?: "fail" | "ignore" | "replace" | undefined
}

/** The rows of a table, by their ids and as a whole. */
export interface RepositoryMethods<
  Row,
  Id,
  Insert,
  Update,
  Field extends string,
  WriteFails,
  UpdateFails,
  Upsert = Insert
> {
  /** The row of an id, `None` where there is none. What concurrent callers ask for goes out as one statement. */
  readonly find: (id: Id) => Effect.Effect<Option.Option<Row>, DataError>
  /** The same, failing with `NoSuchElementError` where there is none. */
  readonly get: (id: Id) => Effect.Effect<Row, DataError | Cause.NoSuchElementError>
  /** Whether there is a row of the id. */
  readonly exists: (id: Id) => Effect.Effect<boolean, DataError>
  /** The rows of many ids; those without one are left out. Ids that are structs are looked up by the very objects given. */
  readonly findMany: (ids: Iterable<Id>) => Effect.Effect<ReadonlyMap<Id, Row>, DataError>
  /**
   * The row of an id, or what `load` gives where there is none or its time is over (`expiry`), which is stored: once for
   * all who ask for it meanwhile, in whatever process. A row of another id is `Rejected`, and not stored.
   */
  readonly getOrLoad: <E, R>(
    id: Id,
    load: Effect.Effect<Upsert, E, R>
  ) => Effect.Effect<Row, DataError | WriteFails | E, R>
  /** The same with a load that may give nothing, of which nothing is kept but what `absenceTimeToLive` says. */
  readonly findOrLoad: <E, R>(
    id: Id,
    load: Effect.Effect<Option.Option<Upsert>, E, R>
  ) => Effect.Effect<Option.Option<Row>, DataError | WriteFails | E, R>
  /**
   * Forgets what this process keeps of an id: that there is no row, and the row itself where it is held in memory. A load
   * that is under way is not shared by those who ask from now on. The table is left as it is.
   */
  readonly invalidate: (id: Id) => Effect.Effect<void>
  /** Inserts a row, and gives it with what the database has added. What concurrent callers write is one statement and one commit. */
  readonly insert: (row: Insert) => Effect.Effect<Row, DataError | WriteFails>
  /** The same, replacing a row that has the id; one that had been removed is back. It needs an id of the program's own. */
  readonly upsert: (row: Upsert) => Effect.Effect<Row, DataError | WriteFails>
  /**
   * Updates the row of an id, if it still is at the version that the update names, and gives it as it is then. It fails as
   * `NoSuchElementError` where it has changed none, also of a row that a trigger left out, or that row security keeps from
   * the caller; the message says whether there is a row that can be read.
   */
  readonly update: (row: Update) => Effect.Effect<Row, DataError | UpdateFails>
  /** Removes the row of an id, and says whether there was one. */
  readonly remove: (id: Id) => Effect.Effect<boolean, DataError | WriteFails>
  /** Inserts many rows in one transaction, all of them or none; a stream may be of any length. */
  readonly insertMany: {
    (rows: ReadonlyArray<Insert>, options?: InsertManyOptions): Effect.Effect<BulkResult, DataError>
    <E, R>(
      rows: Stream.Stream<Insert, E, R>,
      options?: InsertManyOptions
    ): Effect.Effect<BulkResult, DataError | E, R>
  }
  /** Rows by a condition of yours. */
  readonly query: (query?: Query<Field>) => Effect.Effect<ReadonlyArray<Row>, DataError>
  /** Rows page by page, each found by where the one before has ended: as fast at the end as at the beginning. */
  readonly page: (query?: PageQuery<Field>) => Effect.Effect<Page<Row>, DataError>
  /** All rows, in pages: no connection is held while they are worked on, and no moment in time is that of all. Where one is not what the model says, those before it are given. */
  readonly stream: (query?: Omit<PageQuery<Field>, "after">) => Stream.Stream<Row, DataError>
  /** What a SELECT of your own lists to get rows of the model: each column, by its field's name. */
  readonly columns: Statement.Fragment
  /** Rows of a statement of your own, decoded by the model. */
  readonly decode: (rows: ReadonlyArray<unknown>) => Effect.Effect<ReadonlyArray<Row>, DataError>
}

/** A method for each lookup, called as it is. */
export type LookupMethods<M extends AnyModel, Lookups extends LookupFields<M>> = {
  readonly [Name in keyof Lookups]: (
    key: M["Type"][Lookups[Name]["field"]]
  ) => Effect.Effect<
    Lookups[Name]["kind"] extends "many" ? ReadonlyArray<M["Type"]> : Option.Option<M["Type"]>,
    DataError
  >
}

/** The domain's own errors. */
export type ErrorsOf<Errors extends ConstraintErrors> = Errors[keyof Errors]

/** A repository as its options describe it. */
export type Repository<
  M extends AnyModel,
  Id extends IdColumn<M>,
  Version extends FieldOf<M>,
  Lookups extends LookupFields<M>,
  Fails
> = RepositoryMethods<
  M["Type"],
  IdOf<M, Id>,
  InsertOf<M>,
  UpdateOf<M, Id, Version>,
  FieldOf<M>,
  Fails,
  Fails | Cause.NoSuchElementError | ([Version] extends [never] ? never : VersionConflict),
  UpsertOf<M, Id>
> &
  LookupMethods<M, Lookups>
