import { Duration, Effect } from "effect"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as Checkout from "../gate/Checkout.ts"
import type { Gate } from "../gate/Gate.ts"
import { type Durations, durations } from "../measure/Durations.ts"
import type { PgSockets } from "../socket/PgSockets.ts"

/** Why connections of the pool were replaced, and how often. */
export interface Replaced {
  /** POOL_MAX_USES statements had run on it. */
  readonly uses: number
  /** It had reached POOL_MAX_LIFETIME, less a random share. */
  readonly age: number
  /** It did not answer after it had been idle. */
  readonly dead: number
  /** Its cleaning up took too long, its rollback failed, or it led to a server that takes no writes. */
  readonly broken: number
}

/** The connections of a pool as its sockets count them, in totals since the start. */
export interface Connections {
  /** Sessions that logged in. */
  readonly opened: number
  /** Attempts that reached no session. */
  readonly failed: number
  /** Sessions that the server or the pooler ended. */
  readonly closedByServer: number
  /** Bytes to the server, before encryption. */
  readonly bytesSent: number
  /** Bytes from the server, after decryption. */
  readonly bytesReceived: number
}

/** Who holds a connection, and for how long by now. */
export interface Holder {
  /** Milliseconds since it was taken. */
  readonly millis: number
  /** The operation or span that it was taken in, such as `ResearchDocuments.store`. */
  readonly span: string
  /**
   * Where in the caller's own source that work begins, not in Effect's files or this library's: a line of a stack; undefined
   * where no span around it says.
   */
  readonly site: string | undefined
}

/** A pool at one moment. Gauges first; then totals since the start. */
export interface PoolStats {
  /** Connections that the pool may open. */
  readonly max: number
  /** Connections that are open. */
  readonly size: number
  /** Open connections that nobody holds. */
  readonly free: number
  /** Connections held by a statement or a transaction, or by what cleans up behind one. */
  readonly used: number
  /** Callers queued for a connection. */
  readonly waiting: number
  /** For how much of the last minute a caller was queued, from 0 to 1; near 1 the pool is full without a break. */
  readonly waitingShare: number
  /** The checkout that has been held longest. */
  readonly longestLease: Holder | undefined
  /** Callers that may queue. */
  readonly maxWaiting: number
  /** How long each of them may wait, in milliseconds. */
  readonly timeoutMillis: number
  /** The most that `used` has been. */
  readonly usedMax: number
  /** The most that `waiting` has been. */
  readonly waitingMax: number
  /** How often a connection was given. */
  readonly acquired: number
  /** How often a wait ran out of time. */
  readonly timedOut: number
  /** How often a caller was turned away, as the queue was full. */
  readonly refused: number
  /** How long callers waited for a connection. */
  readonly waits: Durations
  /** How long callers had one. */
  readonly holds: Durations
  /** How long opening a connection took, login included. */
  readonly creations: Durations
  /** Connections that were given up for new ones, by why. */
  readonly replaced: Replaced
  /** What became of connections since the pool was made. */
  readonly connections: Connections
}

/** Callers that wait in the same operation or span. */
export interface Waiters {
  /** The name of the operation, or of the span. */
  readonly span: string
  /** How many of them wait there. */
  readonly count: number
  /** How long the first of them has waited by now. */
  readonly longestMillis: number
}

/** Who is at a pool at one moment. */
export interface PoolCallers {
  /** All holders, longest first. */
  readonly holders: ReadonlyArray<Holder>
  /** Those who wait, most first; of a longer queue, its first thousand. */
  readonly waiters: ReadonlyArray<Waiters>
}

const holder = (checkout: Checkout.Checkout): Holder => ({
  millis: Checkout.heldMillis(checkout),
  ...Checkout.owner(checkout)
})

const connections = ({
  bytesReceived,
  bytesSent,
  closedByServer,
  failed,
  opened
}: PgSockets): Connections => ({ opened, failed, closedByServer, bytesSent, bytesReceived })

/** Reads a pool's books. */
export const read = (
  gate: Gate,
  sockets: PgSockets,
  sessions: { readonly size: number; readonly replaced: Replaced }
): Effect.Effect<PoolStats> =>
  Effect.map(Monotonic.now, (now) => {
    const [longest] = gate.checkouts
    const { replaced, size } = sessions
    return {
      max: gate.options.permits,
      size,
      free: Math.max(0, size - gate.used),
      used: gate.used,
      waiting: gate.waiting,
      waitingShare: gate.stats.waitedShare(now),
      maxWaiting: gate.options.maxWaiting,
      timeoutMillis: Duration.toMillis(gate.options.timeout),
      longestLease: longest && holder(longest),
      ...gate.stats.totals,
      waits: durations(gate.stats.waits),
      holds: durations(gate.stats.holds),
      creations: durations(sockets.creations),
      replaced: { ...replaced },
      connections: connections(sockets)
    }
  })

/** Looking up where a caller comes from takes a microsecond, so a look at a long queue stays a millisecond. */
const mostWaiters = 1_000

/** Says who holds a pool's connections and who waits for one. */
export const callers = (gate: Gate): Effect.Effect<PoolCallers> =>
  Effect.sync(() => {
    const groups = new Map<string, { span: string; count: number; longestMillis: number }>()
    for (const { fiber, since } of gate.queued.slice(0, mostWaiters)) {
      const span = Checkout.span({ fiber })
      const group = groups.get(span)
      if (group !== undefined) group.count++
      else groups.set(span, { span, count: 1, longestMillis: Monotonic.millis(fiber) - since })
    }
    return {
      holders: gate.checkouts.map(holder),
      waiters: [...groups.values()].toSorted((a, b) => b.count - a.count)
    }
  })
