/**
 * The statements that make the table of leases.
 *
 * It is logged: were it lost in a crash, two would hold what one of them still holds. A token is drawn from one sequence
 * for all names, so that it grows for each of them even when its row was deleted meanwhile. A lease that was given back
 * has no holder.
 */
export const up: ReadonlyArray<string> = [
  `CREATE TABLE aquifer_leases (
  name text COLLATE "C" PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 200),
  token bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  holder uuid,
  expires_at timestamptz NOT NULL
)`,
  "CREATE INDEX aquifer_leases_expires_at ON aquifer_leases (expires_at)"
]

/** What is held meanwhile is lost at its next renewal. */
export const down: ReadonlyArray<string> = ["DROP TABLE aquifer_leases"]
