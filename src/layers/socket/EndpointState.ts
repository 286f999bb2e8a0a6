import type { Duplex } from "node:stream"
import type { ColumnTypes } from "../decode/ColumnTypes.ts"
import type { HostWalk } from "../hosts/HostWalk.ts"
import { type Places, ReconnectPace } from "../hosts/ReconnectPace.ts"
import { Histogram } from "../measure/Histogram.ts"
import type { PgRoute } from "./PgDial.ts"
import type { Exchange } from "./wire/Exchange.ts"
import type { JoinedStatements } from "./wire/JoinedStatements.ts"

/** The last words of a server that ended a session. */
export interface LastFatal {
  readonly sqlState: string
  /** As the server said it. */
  readonly message: string
  /** By `performance.now()`. */
  readonly at: number
}

/** A connection that is logged in. */
export interface LoggedIn extends Duplex {
  /** Where it is. */
  readonly route: PgRoute
  /** What the server calls it; undefined where it gave no name. */
  readonly serverId: number | undefined
  /** Asks the server something between two statements; false when nothing can be sent any more. */
  readonly ask: (exchange: Exchange) => boolean
  /** Lets statements travel with the driver's next one, or no longer. */
  readonly join: (joining: JoinedStatements | undefined) => void
}

/** Seconds that a login at one host may take, unless the URL says otherwise; the driver's own measure. */
export const usualConnectSeconds = 5

/** What the sockets of one endpoint have in common: the way there, its pace, and what they count. */
export class EndpointState {
  readonly hosts: HostWalk<PgRoute>
  /** How long a host of several may take before the next one is tried. */
  readonly patienceMillis: number
  readonly pace: ReconnectPace
  /** The sessions that are logged in, by the process ID that the driver knows them by. */
  readonly sessions = new Map<number, LoggedIn>()
  /** Those of them whose server may no longer be what was asked for. */
  readonly doubted = new Set<number>()
  /** How long it took from connecting until a session was logged in. */
  readonly creations = new Histogram()
  open = 0
  opened = 0
  failed = 0
  closedByServer = 0
  staleNames = 0
  bytesSent = 0
  bytesReceived = 0
  lastFatal: LastFatal | undefined
  /** The attempt that last came to nothing, if none has succeeded since. */
  unreached: { readonly error: Error; readonly at: number } | undefined
  /** The host and port that last let nobody in by the server's word. */
  refusedAt: string | undefined

  /** Process IDs that are given, also to those who have yet to be let in. */
  readonly #given = new Set<number>()

  /**
   * A process ID for a session, which no other has: what the server calls it, unless that name is taken, as behind one host
   * name there may be several servers, or unless it gave none.
   */
  give(serverId: number | undefined): number {
    let id = serverId ?? 1
    while (this.#given.has(id)) id = (id + 1) | 0
    this.#given.add(id)
    return id
  }

  /** The session that it was given to is over. */
  takeBack(id: number | undefined): void {
    if (id !== undefined) this.#given.delete(id)
  }

  /** By what each type is read; as the driver reads it without. */
  readonly columns: ColumnTypes | undefined

  constructor(
    hosts: HostWalk<PgRoute>,
    {
      columns,
      connectTimeout = usualConnectSeconds,
      places
    }: {
      readonly columns: ColumnTypes | undefined
      readonly connectTimeout: number | undefined
      readonly places: Places | undefined
    }
  ) {
    this.hosts = hosts
    this.patienceMillis = connectTimeout * 1000
    this.pace = new ReconnectPace(places)
    this.columns = columns
  }
}
