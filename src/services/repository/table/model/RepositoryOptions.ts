import type { DateTime, Duration, Schema } from "effect"
import type { Model } from "effect/schema"

/** A model that needs nothing but a row to decode and encode it. */
export type AnyModel = Model.Any & {
  /** A row as a program has it. */
  readonly Type: object
  /** What decoding a row asks for: nothing. */
  readonly DecodingServices: never
  /** What encoding a row asks for: nothing. */
  readonly EncodingServices: never
  /** What a row is inserted from. */
  readonly insert: Variant
  /** What a row is updated from. */
  readonly update: Variant
}

type Variant = Schema.Top & {
  /** What a program gives. */
  readonly Type: object
  /** The fields that it has. */
  readonly fields: Schema.Struct.Fields
  /** What decoding asks for: nothing. */
  readonly DecodingServices: never
  /** What encoding asks for: nothing. */
  readonly EncodingServices: never
}

/** The names of a model's fields. */
export type FieldOf<M extends AnyModel> = keyof M["fields"] & keyof M["Type"] & string

/** The field, or the fields, of which a row's id is made. */
export type IdColumn<M extends AnyModel> =
  | FieldOf<M>
  | readonly [FieldOf<M>, FieldOf<M>, ...ReadonlyArray<FieldOf<M>>]

/** A row's id: a field's value, or a struct where it is made of several. */
export type IdOf<M extends AnyModel, Id extends IdColumn<M>> =
  Id extends FieldOf<M>
    ? M["Type"][Id]
    : { readonly [F in Extract<Id, ReadonlyArray<unknown>>[number] & FieldOf<M>]: M["Type"][F] }

/** The fields of a model that hold a time, or may. */
export type TimeField<M extends AnyModel> = {
  [F in FieldOf<M>]: M["Type"][F] extends Date | DateTime.DateTime | null ? F : never
}[FieldOf<M>]

/** What a row is inserted from: the model's insert variant, whose defaults may be left out. */
export type InsertOf<M extends AnyModel> = M["insert"]["~type.make.in"]

/** What a row is replaced by, or stored from for its id: the same, and nothing where the database makes the id. */
export type UpsertOf<M extends AnyModel, Id extends IdColumn<M>> = [
  Id extends FieldOf<M> ? Id : Id[number & keyof Id]
] extends [keyof InsertOf<M>]
  ? InsertOf<M>
  : never

/** What a row is updated from: the model's update variant with the row's id, and the version that was read. */
export type UpdateOf<
  M extends AnyModel,
  Id extends IdColumn<M>,
  Version extends FieldOf<M>
> = M["update"]["~type.make.in"] & {
  readonly [
    F in (Id extends FieldOf<M> ? Id : Extract<Id, ReadonlyArray<FieldOf<M>>>[number]) | Version
  ]: M["Type"][F]
}

/** Rows in the order of a field, and of their ids where they are equal in it. */
export interface OrderBy<Field extends string> {
  /** A field of the model, by its name there. */
  readonly field: Field
  /** Up from the least unless given. */
  readonly direction?: "ascending" | "descending" | undefined
}

/** A field by which a row is found, or by which many are. */
export type LookupField<Field extends string, Other extends string = string> =
  | {
      /** At most one row has a value in the field. */
      readonly kind: "unique"
      /** A field of the model, by its name there. */
      readonly field: Field
    }
  | {
      /** Any number of rows have a value in the field. */
      readonly kind: "many"
      /** A field of the model, by its name there. */
      readonly field: Field
      /** The order of the rows of a value; by their ids unless given. */
      readonly orderBy?: OrderBy<Other> | undefined
      /** Rows for each value, at most; all of them unless given. */
      readonly limit?: number | undefined
    }

/** A lookup of the one row that has a value in a field, which a unique index of the table holds to. */
export const unique = <Field extends string>(field: Field) =>
  ({
    /** At most one row has a value in the field. */
    kind: "unique",
    /** The field that was given. */
    field
  }) as const

/** Which rows a lookup of many answers with. */
export interface ManyOptions {
  /** By their ids unless given. */
  readonly orderBy?: OrderBy<string> | undefined
  /** Rows for each value, at most; all of them unless given. */
  readonly limit?: number | undefined
}

/** A lookup of the rows that have a value in a field, at most `limit` of them for each value. */
export const many: {
  <const Field extends string>(
    field: Field
  ): {
    /** Any number of rows have a value in the field. */
    readonly kind: "many"
    /** The field that was given. */
    readonly field: Field
  }
  <const Field extends string, const Options extends ManyOptions>(
    field: Field,
    options: Options
  ): {
    /** Any number of rows have a value in the field. */
    readonly kind: "many"
    /** The field that was given. */
    readonly field: Field
  } & Options
} = (field: string, options?: ManyOptions) => ({ kind: "many", field, ...options }) as never // as each of the two says

/** The lookups of a repository, by the names of their methods. */
export type LookupFields<M extends AnyModel> = Readonly<Record<string, LookupField<FieldOf<M>, FieldOf<M>>>>

/** The domain's own errors, by the names of the constraints that they stand for. */
export type ConstraintErrors = Readonly<Record<string, unknown>>

/** One table, and the model of its rows. */
export interface RepositoryOptions<
  M extends AnyModel,
  Id extends IdColumn<M>,
  Version extends FieldOf<M> = never,
  Lookups extends LookupFields<M> = {},
  Errors extends ConstraintErrors = {}
> {
  /** What a row is: its select variant is read, insert and update are written. */
  readonly model: M
  /** The table, behind its schema's name and a dot where it is in none that the search_path has. */
  readonly tableName: string
  /** The field that is the primary key, or several of them. */
  readonly idColumn: Id
  /** Columns of fields whose names are not theirs in snake_case, as `price_cents` is that of `priceCents`. */
  readonly columns?: { readonly [F in FieldOf<M>]?: string | undefined } | undefined
  /** An integer that counts the row's updates: each has to name the one that it was made from. */
  readonly versionColumn?: Version | undefined
  /** A timestamptz that is set when a row is removed, from when on it is not found any more. */
  readonly softDeleteColumn?: FieldOf<M> | undefined
  /** When a row's time is over, so that `getOrLoad` and `findOrLoad` load it anew; whatever else finds it gives it as it is. */
  readonly expiry?:
    | {
        /** A timestamptz, by this program's clock; a row without one is fresh for ever. */
        readonly column: TimeField<M>
        /**
         * Stale while revalidate: a row whose time has been over for no longer than this is answered at once, and loaded anew
         * behind the caller; unless given, it is loaded before the answer.
         */
        readonly staleFor?: Duration.Input | undefined
      }
    | undefined
  /** How long this process remembers that a load of `findOrLoad` gave nothing; not at all unless given. A row is found all the same. */
  readonly absenceTimeToLive?: Duration.Input | undefined
  /** More ways to find rows, each a method of its name, see {@link unique} and {@link many}. */
  readonly lookups?: Lookups | undefined
  /** What becomes of violated constraints, by their names in the database. */
  readonly constraints?:
    | { readonly [Name in keyof Errors]: (row: M["insert"]["Type"]) => Errors[Name] }
    | undefined
}

/** Options of any repository. */
export type AnyOptions<M extends AnyModel = AnyModel> = RepositoryOptions<
  M,
  IdColumn<M>,
  FieldOf<M>,
  LookupFields<M>,
  ConstraintErrors
>
