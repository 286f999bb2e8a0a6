import type { Drift } from "../../layers/migration/drift/SchemaDrift.ts"
import type { EffectModule } from "../../layers/migration/EffectTables.ts"
import type { ChangeName, ChangeStatus } from "../../layers/migration/Migration.ts"
import type { WrittenChange } from "./MigrationFolder.ts"

/** What `aquifer migrate --json` did. */
export interface Migrated {
  readonly format: "aquifer-migrate-1"
  readonly applied: ReadonlyArray<ChangeName>
  readonly undone: ReadonlyArray<ChangeName>
  /** Effect's own modules whose tables are there and up to date now, as `--with` asked. */
  readonly with?: ReadonlyArray<EffectModule>
}

/** What `aquifer migrate --status --json` says: every change, and how many of them the database lacks. */
export interface MigrateStatus {
  readonly format: "aquifer-migrate-status-1"
  readonly changes: ReadonlyArray<
    ChangeName & {
      /** ISO 8601; left out while the change is missing. */
      readonly appliedAt: string | undefined
    }
  >
  readonly missing: number
}

/** What `aquifer migrate --drift --json` finds that is not as the changes made it. */
export interface MigrateDrift {
  readonly format: "aquifer-migrate-drift-1"
  readonly drift: ReadonlyArray<Drift>
}

/** What `aquifer migrate --print --json` would do, in order, and the script for psql that does it. */
export interface MigratePlan {
  readonly format: "aquifer-migrate-print-1"
  readonly apply: ReadonlyArray<ChangeName>
  readonly undo: ReadonlyArray<ChangeName>
  readonly script: string
}

/** What `aquifer migrate --into FOLDER --json` wrote. */
export interface MigrateFiles {
  readonly format: "aquifer-migrate-files-1"
  readonly written: ReadonlyArray<WrittenChange>
}

/** One of the documents that `aquifer migrate --json` prints, by what it was asked for. */
export type MigrateDocument = Migrated | MigrateStatus | MigrateDrift | MigratePlan | MigrateFiles

/** The status of the changes as a document. */
export const status = (changes: ReadonlyArray<ChangeStatus>): MigrateStatus => ({
  format: "aquifer-migrate-status-1",
  changes: changes.map(({ appliedAt, ...name }) => ({ ...name, appliedAt: appliedAt?.toISOString() })),
  missing: changes.filter(({ appliedAt }) => appliedAt === undefined).length
})
