import type { Change } from "../../../layers/migration/Migration.ts"

/** An index that statements rely on, by the columns that it begins with. */
export interface ExpectedIndex {
  /** The table's name, not quoted; it is looked for in the schema `public`. */
  readonly table: string
  /** The columns that the index has to begin with, in this order. */
  readonly columns: ReadonlyArray<string>
}

/** The schema that a deployment should have: the changes that its programs migrate, and what makes them fast. */
export interface ExpectedSchema {
  /** As `Migration.run` takes them. */
  readonly changes: ReadonlyArray<Change>
  /**
   * Whether the database needs every set of these changes, or those alone that were begun there; `all` unless given. Of a set
   * that was not begun neither changes nor indexes are looked for, and the report says which sets nobody has named.
   */
  readonly sets?: "all" | "installed" | undefined
  /** Looked for once all changes are there; none unless given. */
  readonly indexes?: ReadonlyArray<ExpectedIndex> | undefined
  /** How changes that are missing get there, such as the command that migrates; `Migration.run` unless given. */
  readonly migrate?: string | undefined
}
