import type * as Tree from "../sql/Tree.ts"
import type { Columns } from "./Column.ts"
import type { Definition } from "./Definitions.ts"

export interface Table extends Definition {
  readonly columns: Columns
  /** What a view stands for. */
  readonly query: unknown
  /** The tables that it inherits from, or is a partition of; names without their schemas. */
  readonly parents: ReadonlyArray<string>
}

export interface Domain extends Definition {
  /** The expression that makes a value where a column of it has no default of its own. */
  readonly default: unknown
}

/** What is known of tables and domains before a statement. */
export interface Known {
  /** Without what its domains are a default of. */
  ownColumnsOf(relation: unknown): Columns | undefined
  defaultOf(type: ReadonlyArray<string>): unknown
}

/** What a statement makes of one name. */
interface Named {
  readonly name: string
  readonly schema: string
  readonly makes: boolean
}

/** What a statement makes of a table, undefined where its columns are not known, and of those that inherit from it. */
export interface TableChange extends Named {
  readonly of: "table"
  readonly after: (before: Table | undefined, known: Known) => Table | undefined
  readonly below: "same" | "forgotten" | "stays"
}

export interface DomainChange extends Named {
  readonly of: "domain"
  readonly after: (known: Known) => Domain | undefined
}

/** The last is of all that is known. */
export type Change = TableChange | DomainChange | { readonly of: "all" }

/** What a statement makes of what is there. */
export type Judge = (statement: Tree.Node) => ReadonlyArray<Change>
