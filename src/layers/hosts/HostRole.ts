import type { TargetSessionAttrs } from "../config/UrlHosts.ts"

/** What the server behind a session is. */
export interface HostRole {
  readonly inRecovery: boolean
  readonly readOnly: boolean
}

/** Asks the session itself: what a server says at login, a pooler may have remembered from before a promotion. */
export const question =
  "SELECT pg_catalog.pg_is_in_recovery() AS in_recovery, pg_catalog.current_setting('transaction_read_only') AS read_only"

/** The answer, as text or as the driver decodes it. */
export const of = (inRecovery: unknown, readOnly: unknown): HostRole => ({
  inRecovery: inRecovery === true || inRecovery === "t",
  readOnly: readOnly === "on"
})

const words: Readonly<Record<TargetSessionAttrs, (role: HostRole) => string | undefined>> = {
  any: () => undefined,
  "read-write": ({ inRecovery, readOnly }) =>
    inRecovery ? "is a standby" : readOnly ? "takes no writes" : undefined,
  "read-only": ({ readOnly }) => (readOnly ? undefined : "takes writes"),
  primary: ({ inRecovery }) => (inRecovery ? "is a standby" : undefined),
  standby: ({ inRecovery }) => (inRecovery ? undefined : "is no standby"),
  "prefer-standby": ({ inRecovery }) => (inRecovery ? undefined : "is no standby")
}

/** Why a server will not do; undefined when it does. */
export const problem = (target: TargetSessionAttrs, role: HostRole): string | undefined => words[target](role)
