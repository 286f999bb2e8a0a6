import type { Sight } from "./ActivityRows.ts"

/** What this role may not see of Postgres, and how to grant it; `remedy` is undefined when it sees all. */
export interface Visibility extends Sight {
  readonly remedy: string | undefined
}

export const visible = (sight: Sight): Visibility => ({
  ...sight,
  remedy: sight.everything
    ? undefined
    : `role "${sight.role}" sees of other roles' sessions only that they exist; as an administrator: GRANT pg_monitor TO "${sight.role.replaceAll('"', '""')}"`
})
