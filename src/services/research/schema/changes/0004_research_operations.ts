import type { Change } from "../../../../layers/migration/Change.ts"

/** Idempotency keys: written in the transaction of the data they stand for, with the request they were used for. */
export const researchOperations: Change = {
  id: 4,
  name: "research_operations",
  up: [
    `CREATE TABLE research_operations (
  operation text PRIMARY KEY CHECK (octet_length(operation) BETWEEN 1 AND 200),
  request_hash bytea NOT NULL,
  result jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
)`,
    `CREATE INDEX research_operations_expires_at ON research_operations (expires_at)`
  ]
}
