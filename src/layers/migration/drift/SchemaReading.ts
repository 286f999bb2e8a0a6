import type * as Outside from "./Outside.ts"

/** Which schema is read, and how it is told. */
export interface SchemaReading {
  /** As the database has it. */
  readonly schema: string
  /** Where the books are, and what is told by its bare name. */
  readonly home: string
  /** What changes make that is in no schema, as far as it is compared. */
  readonly names: Outside.Names
  /** Whether it was made to compare with, in which `home` is what is `public` elsewhere. */
  readonly isStage: boolean
}
