/** One thing of a schema that a change can make: what it is, whose it is, and how Postgres would write it. */
export interface SchemaEntry {
  /**
   * What it is: a materialized view is a view; a child is a table whose rows show in another by inheritance, a
   * partition one that is part of another; statistics are extended ones; a type is an enum, a domain, a range or a composite one; a privilege is
   * whatever others than the owner may do with the thing named, and whose it is where it is not the migrations' owner's.
   */
  readonly kind:
    | "table"
    | "column"
    | "constraint"
    | "index"
    | "trigger"
    | "policy"
    | "rule"
    | "child"
    | "partition"
    | "statistics"
    | "view"
    | "function"
    | "sequence"
    | "type"
    | "operator"
    | "operator family"
    | "operator class"
    | "cast"
    | "collation"
    | "text search configuration"
    | "text search dictionary"
    | "text search parser"
    | "text search template"
    | "access method"
    | "role"
    | "publication"
    | "extension"
    | "server"
    | "event trigger"
    | "comment"
    | "privilege"
  /** `research_cache` or `research_cache.expires_at`. */
  readonly name: string
  /** The table, view or function that it belongs to; of functions of one name that name. */
  readonly of: string
  /** As Postgres would write it, with the names of schemas in full. */
  readonly definition: string
}
