import { diagnose } from "../failure/Diagnosis.ts"
import { observeCause } from "../failure/Observation.ts"
import type { PgServerFatal } from "./PgSocketError.ts"

/**
 * Whether every further login will be refused like this one until somebody changes a setting: a wrong password, an
 * unknown user or database. A server that is full or starting up refuses too, and lets us in a moment later.
 */
export const isLasting = (cause: PgServerFatal): boolean => {
  const circumstances = { stage: "connecting", kind: "ConnectionError", driverText: cause.message } as const
  return diagnose(observeCause(cause, circumstances)).verdict.reason === "Misconfigured"
}
