import type { Sight } from "./ActivityRows.ts"

/** What this role may not see of Postgres, and how to grant it. */
export interface Visibility extends Sight {
  /** What it does not see, with the GRANT that shows it, for an administrator; undefined where it sees all. */
  readonly remedy: string | undefined
}

export const visible = (sight: Sight): Visibility => ({
  ...sight,
  remedy: sight.everything
    ? undefined
    : `role "${sight.role}" sees of other roles' sessions only that they exist; as an administrator: GRANT pg_monitor TO "${sight.role.replaceAll('"', '""')}"`
})
