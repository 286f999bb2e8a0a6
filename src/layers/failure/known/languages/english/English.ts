import type { Said } from "../../Said.ts"
import { connection } from "./Connection.ts"
import { constraint } from "./Constraint.ts"
import { name } from "./Name.ts"
import { query } from "./Query.ts"
import { replication } from "./Replication.ts"
import { startup } from "./Startup.ts"
import { storage } from "./Storage.ts"
import { tool } from "./Tool.ts"
import { transaction } from "./Transaction.ts"
import { unsupported } from "./Unsupported.ts"
import { value } from "./Value.ts"

/**
 * Postgres' English words for what its SQLSTATEs say, for people who ask about a message that they found without its
 * code. Errors are never classified by them: a server may speak another language.
 */
export const english: ReadonlyArray<Said> = [
  ...connection,
  ...constraint,
  ...name,
  ...query,
  ...replication,
  ...startup,
  ...storage,
  ...tool,
  ...transaction,
  ...unsupported,
  ...value
]
