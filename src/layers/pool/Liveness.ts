import type { PgConnection } from "@effect/sql-pg"
import { Effect } from "effect"
import { detached } from "../deadline/Detached.ts"
import * as HostRole from "../hosts/HostRole.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PooledSession } from "./PooledSession.ts"

/** A connection that was idle this long is asked whether it is still there before a caller's statement is sent. */
const trustedIdleMillis = 1_000

/** A living connection answers within this; a longer wait would cost the caller more than a new connection. */
const timeout = "500 millis"

/** Whether a connection is to be asked before it is used. */
export const isUnsure = (
  { connection, idleSince }: PooledSession,
  sockets: PgSockets,
  now: number
): boolean =>
  (idleSince !== undefined && now - idleSince > trustedIdleMillis) || sockets.isDoubted(connection.processId)

/** Asks whether a connection is there, and what its server is where that matters; one that is not is ended. */
export const isAlive = (
  connection: PgConnection.PgConnection,
  sockets: PgSockets
): Effect.Effect<boolean> => {
  const { processId } = connection
  const cut = () => sockets.destroy(processId)
  const question = sockets.asksRole ? HostRole.question : "SELECT 1"
  const asked = connection.query(question, [], false) // by no name, which a pooler may not track
  return Effect.timeout(detached(asked, cut), timeout).pipe(
    Effect.matchCause({
      onFailure: () => {
        cut()
        return false
      },
      // Whoever shares it with another host's role is left alone: it is closed when it is given back.
      onSuccess: ({ rows: [row] }) =>
        !sockets.asksRole ||
        sockets.problem(processId, HostRole.of(row?.["in_recovery"], row?.["read_only"])) === undefined
    })
  )
}
