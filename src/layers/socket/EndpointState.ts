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
  /** Asks the server something between two statements; false when nothing can be sent any more. */
  readonly ask: (exchange: Exchange) => boolean
  /** Lets statements travel with the driver's next one, or no longer. */
  readonly join: (joining: JoinedStatements | undefined) => void
}

/** Seconds that connecting to a host may take, unless told otherwise; the driver's own measure. */
const usualPatience = 5

/** What the sockets of one endpoint have in common: the way there, its pace, and what they count. */
export class EndpointState {
  readonly hosts: HostWalk<PgRoute>
  /** How long a host of several may take before the next one is tried. */
  readonly patienceMillis: number
  readonly pace: ReconnectPace
  /** The sessions that are logged in, by the process ID that the server gave them. */
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

  /** By what each type is read; as the driver reads it without. */
  readonly columns: ColumnTypes | undefined

  constructor(
    hosts: HostWalk<PgRoute>,
    {
      columns,
      connectTimeout = usualPatience,
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
