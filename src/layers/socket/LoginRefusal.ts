import { SqlError } from "effect/sql"
import { diagnose } from "../failure/Diagnosis.ts"
import { observeCause } from "../failure/Observation.ts"
import type { PgServerFatal } from "./PgSocketError.ts"

/**
 * Whether every further login will be refused like this one until somebody changes a setting: a wrong password, an
 * unknown user or database. A server that is full or starting up refuses too, and lets us in a moment later.
 */
export const isLasting = (cause: PgServerFatal): boolean => meaning(cause).verdict.reason === "Misconfigured"

const meaning = (cause: PgServerFatal) =>
  diagnose(
    observeCause(cause, { stage: "connecting", kind: "ConnectionError", driverText: cause.message } as const)
  )

/** What a refusal says, in words that hold nothing of the server's that may be a secret. */
export const said = (cause: PgServerFatal): string => meaning(cause).title

const connecting: ReadonlySet<unknown> = new Set(["connect", "acquire"])

/** Says in the error of a server that refused a login whom it refused where, for `FailureMessage` to tell. */
export const locate = (error: unknown, login: string): void => {
  if (!SqlError.isSqlError(error)) return
  const { cause, operation } = error.reason
  if (!connecting.has(operation) || !(cause instanceof Error) || !("severity" in cause)) return
  Object.defineProperty(cause, "refusedLogin", { value: login, configurable: true })
}
