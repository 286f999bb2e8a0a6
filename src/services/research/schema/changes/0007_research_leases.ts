import type { Change } from "../../../../layers/migration/Change.ts"
import { lockTable } from "../../../repository/schema/privileges.ts"

/**
 * Who researches a keyword at the moment, until when: a row rather than an advisory lock, as no session outlives a
 * transaction behind the pooler. Unlogged, since a lease that a crash forgets only has a keyword researched twice.
 */
export const researchLeases: Change = {
  id: 7,
  name: "research_leases",
  up: [
    `CREATE UNLOGGED TABLE research_leases (
  keyword text COLLATE "C" PRIMARY KEY CHECK (octet_length(keyword) BETWEEN 1 AND 512),
  holder uuid NOT NULL,
  expires_at timestamptz NOT NULL
)`,
    ...lockTable("research_leases", "SELECT, INSERT, UPDATE, DELETE")
  ],
  down: [`DROP TABLE research_leases`]
}
