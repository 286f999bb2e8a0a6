import type { PgConnection } from "@effect/sql-pg"
import { Effect, Option } from "effect"
import { detached } from "../deadline/Detached.ts"
import * as HostRole from "../hosts/HostRole.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PooledSession } from "./PooledSession.ts"

/** A connection that was idle this long is asked whether it is still there before a caller's statement is sent. */
const trustedIdleMillis = 1_000

/** A living connection answers within this; a longer wait would cost the caller more than a new connection. */
const timeout = "500 millis"

/** Whether a connection is to be asked before it is used. */
export const isUnsure = (session: PooledSession, sockets: PgSockets, now: number): boolean =>
  session.isSilent ||
  session.idleMillis(now) > trustedIdleMillis ||
  sockets.isDoubted(session.connection.processId)

/** Whether an answer is that of a server that will do; whoever shares one with another host's role is left alone. */
const willDo = ({ rows: [row] }: PgConnection.Result, processId: number, sockets: PgSockets): boolean =>
  !sockets.asksRole ||
  sockets.problem(processId, HostRole.of(row?.["in_recovery"], row?.["read_only"])) === undefined

/**
 * Asks whether a connection is there, and what its server is where that matters. One that does not answer is ended, and one
 * whose answer nobody waits for any more, which would meet whoever has it next; but never while somebody else waits on it:
 * the server may be at work for that one, and the question is behind.
 */
export const isAlive = (session: PooledSession, sockets: PgSockets): Effect.Effect<boolean> => {
  const { processId } = session.connection
  const cut = () => void (session.isAwaited || sockets.destroy(processId))
  const question = sockets.asksRole ? HostRole.question : "SELECT 1"
  const query = session.connection.query(question, [], false) // by no name, which a pooler may not track
  const asked = Effect.map(Effect.timeoutOption(detached(query, cut), timeout), Option.getOrUndefined)
  const answered: Effect.Effect<boolean> = asked.pipe(
    Effect.flatMap((answer) => {
      if (answer !== undefined) return Effect.succeed(willDo(answer, processId, sockets))
      if (session.isAwaited) return answered
      cut()
      return Effect.succeed(false)
    }),
    Effect.catch(() => Effect.sync(cut).pipe(Effect.as(false))),
    Effect.onInterrupt(() => Effect.sync(cut))
  )
  return session.asking(answered)
}
