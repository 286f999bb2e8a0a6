import { callerFaults } from "./callers.ts"
import type { Fault } from "./Fault.ts"
import { migrationFaults } from "./migrations.ts"
import { networkFaults } from "./network.ts"
import { pgbouncerFaults } from "./pgbouncer.ts"
import { postgresFaults } from "./postgres.ts"
import { resourceFaults } from "./resources.ts"
import { sessionFaults } from "./sessions.ts"

/** Every kind of fault. */
export const allFaults: ReadonlyArray<Fault> = [
  ...pgbouncerFaults,
  ...postgresFaults,
  ...sessionFaults,
  ...networkFaults,
  ...resourceFaults,
  ...callerFaults,
  ...migrationFaults
]
