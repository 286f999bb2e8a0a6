import { type Change, ofSet } from "../../../layers/migration/Change.ts"
import * as MigrationBooks from "../../../layers/migration/MigrationBooks.ts"
import * as StagingTable from "../bulk/StagingTable.ts"
import * as BatchTable from "../commit/BatchTable.ts"
import * as KeyTable from "../idempotency/KeyTable.ts"
import * as LeaseTable from "../lease/LeaseTable.ts"
import * as ChangeTables from "./ChangeTables.ts"
import * as KeySettings from "./KeySettings.ts"
import { applicationRole, fromSupabase, lockFunction, lockTable } from "./privileges.ts"

const tables = [
  "aquifer_batches",
  "aquifer_staging",
  "aquifer_operations",
  "aquifer_leases",
  "aquifer_changes",
  "aquifer_listeners",
  MigrationBooks.table
]

const functions = [
  "aquifer_batch(uuid, json)",
  "aquifer_changed(oid, jsonb)",
  ...KeyTable.functions,
  ...KeyTable.many.signatures,
  ...LeaseTable.functions.signatures
]

const inPublic = (names: ReadonlyArray<string>): string => names.map((name) => `public.${name}`).join(", ")

/**
 * What the repository kit needs in a database: the set `kit` of changes, oldest first.
 *
 * Programs work as the role `aquifer_app`, which these changes make; grant it to their login. Nobody else may read or
 * write the kit's tables.
 *
 * **Example** (With changes of your own)
 *
 * ```ts
 * import { kitSchema, Migration } from "aquifer"
 *
 * const shop = Migration.ofSet("shop", [{ id: 1, name: "products", up: ["CREATE TABLE products (sku text PRIMARY KEY)"] }])
 *
 * const migrate = Migration.run([...kitSchema, ...shop])
 * ```
 */
export const kitSchema: ReadonlyArray<Change> = ofSet("kit", [
  { id: 1, name: "roles", up: [applicationRole] },
  {
    id: 2,
    name: "batches",
    up: [
      ...BatchTable.up,
      ...lockTable("aquifer_batches", "SELECT, INSERT, UPDATE, DELETE"),
      ...lockFunction("aquifer_batch(uuid, json)")
    ],
    down: BatchTable.down
  },
  {
    id: 3,
    name: "staging",
    up: [...StagingTable.up, ...lockTable("aquifer_staging", "SELECT, INSERT, UPDATE, DELETE")],
    down: StagingTable.down
  },
  {
    id: 4,
    name: "operations",
    up: [
      ...KeyTable.up,
      ...lockTable("aquifer_operations", "SELECT, INSERT, UPDATE, DELETE"),
      ...KeyTable.functions.flatMap(lockFunction)
    ],
    down: KeyTable.down
  },
  {
    id: 5,
    name: "leases",
    up: [...LeaseTable.up, ...lockTable("aquifer_leases", "SELECT, INSERT, UPDATE, DELETE")],
    down: LeaseTable.down
  },
  {
    id: 6,
    name: "changes",
    up: [
      ...ChangeTables.up,
      ...lockTable("aquifer_changes", "SELECT"),
      ...lockTable("aquifer_listeners", "SELECT, INSERT, UPDATE, DELETE"),
      ...lockFunction("aquifer_changed(oid, jsonb)")
    ],
    down: ChangeTables.down
  },
  {
    id: 7,
    name: "many_at_once",
    up: [
      ...KeyTable.many.up,
      ...LeaseTable.functions.up,
      ...[...KeyTable.many.signatures, ...LeaseTable.functions.signatures].flatMap(lockFunction)
    ],
    down: [...KeyTable.many.signatures, ...LeaseTable.functions.signatures].map(
      (signature) => `DROP FUNCTION ${signature}`
    )
  },
  {
    id: 8,
    name: "closed_to_supabase",
    up: [
      fromSupabase(`TABLE ${inPublic(tables)}`),
      fromSupabase("SEQUENCE public.aquifer_leases_token_seq"),
      fromSupabase(`FUNCTION ${inPublic(functions)}`)
    ],
    down: [] // what was open before is not opened again
  },
  {
    id: 9,
    name: "swept_once",
    up: [...BatchTable.sweptOnce.up, ...KeyTable.sweptOnce.up],
    down: [...BatchTable.sweptOnce.down, ...KeyTable.sweptOnce.down]
  },
  {
    id: 10,
    name: "keys_in_one_form",
    up: [KeySettings.settled],
    down: [] // functions that are made now have the settings from the beginning
  }
])
