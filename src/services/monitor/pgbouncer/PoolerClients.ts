import type { ConsoleSocket } from "./ConsoleRows.ts"

/** The clients of PgBouncer that give themselves the same application_name. */
export interface PoolerClients {
  /** The `application_name` that they gave themselves; empty of those that gave none. */
  readonly application: string
  /** Connections of theirs, those that wait among them. */
  readonly clients: number
  /** Those that have sent a statement and wait for a server connection. */
  readonly waiting: number
  /** For how many milliseconds the first of those that wait has waited (`wait`, `wait_us`); 0 while none waits. */
  readonly longestWaitMillis: number
}

/** Clients by application, most first. PgBouncer tells `active` (1.18 for idle ones too), `waiting`, … apart. */
export const byApplication = (sockets: ReadonlyArray<ConsoleSocket>): ReadonlyArray<PoolerClients> => {
  const groups = new Map<
    string,
    { application: string; clients: number; waiting: number; longestWaitMillis: number }
  >()
  for (const { application = "", state, waitMillis } of sockets) {
    const group = groups.get(application) ?? { application, clients: 0, waiting: 0, longestWaitMillis: 0 }
    groups.set(application, group)
    group.clients++
    if (state !== "waiting") continue
    group.waiting++
    group.longestWaitMillis = Math.max(group.longestWaitMillis, waitMillis ?? 0)
  }
  return [...groups.values()].toSorted((a, b) => b.clients - a.clients)
}
