import { poolTimeout } from "../CommonIssue.ts"
import { login } from "../Outcome.ts"
import type { Voice } from "../Said.ts"
import { badSettings, down, lost } from "./Pooler.ts"

/** What pgagroal says, to its clients and in its log. */
export const pgagroal: Voice = {
  source: "pgagroal",
  said: [
    [poolTimeout.verdict, "connection pool is full", "pgagroal%sFailure during obtaining connection"],
    [
      down,
      "pgagroal: No connection to %s",
      "pgagroal: No valid server available",
      "No primary detected, cannot try to prefill!"
    ],
    [login, "no pgagroal_hba.conf entry for %s", 'unsupported security model for user "%s"'],
    [
      lost,
      "[C] Server error (slot %d database %s user %s): %s",
      "[S] Server error (slot %d database %s user %s): %s",
      "[C] Server Fatal (slot %d database %s user %s): %s"
    ],
    [
      badSettings,
      "pgagroal: %s for the transaction pipeline%s",
      "pgagroal: Transaction pipeline does not support %s",
      "pgagroal: Performance pipeline does not support %s",
      "pgagroal: Could not bind to %s",
      "Limit entry (%d) with invalid definition",
      "Unknown user %s for limit entry (%d)",
      "No main configuration section %s found in file %s"
    ]
  ]
}
