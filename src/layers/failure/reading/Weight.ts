import {
  aborted,
  busy,
  clone,
  closedBefore,
  closedPool,
  interrupted,
  migration,
  notOpen,
  over,
  stalled,
  unreachable
} from "../known/Outcome.ts"
import type { Tag, Verdict } from "../known/Verdict.ts"
import { isVague } from "./Codes.ts"
import type { Evidence } from "./Evidence.ts"

/** What befalls one statement; anything else befalls all that come to the server. */
const ofOneStatement: ReadonlySet<Tag> = new Set([
  "ConstraintViolated",
  "Contention",
  "Rejected",
  "Unclassified"
])

/** A transaction fails so after whatever failed in it before. */
export const isAftermath = ({ sqlState }: Evidence): boolean => sqlState === "25P02"

/** What one server says of another, whose own words follow (dblink's in the detail), and pg_ctl of the server that it started. */
export const isOuter = ({ sqlState, words = "" }: Evidence): boolean =>
  (sqlState !== undefined && isVague(sqlState) && /:\s*$/.test(words)) ||
  /^(?:pg_ctl: |could not connect to node |could not establish connection$)/.test(words)

/**
 * What clients say of what had ended before, a connection, a transaction or a wait: what ended it is the cause. Of a
 * connection in the middle of something too, and of a migration that failed: why, is said beside it.
 */
const endedBefore: ReadonlySet<Verdict> = new Set([
  aborted,
  busy,
  closedBefore,
  closedPool,
  clone,
  interrupted,
  migration,
  notOpen,
  over
])

/** What PgBouncer's log says of a connection is mostly told of what happened elsewhere. */
const ofElsewhere = ({ source }: Evidence): boolean => source === "PgBouncer's log"

/** What a server's log says of clients that went away. */
const clientsGone =
  /^could not (?:receive data from|send data to) client|^unexpected EOF on client connection/

/** What a server warns of, and goes on. */
const warned = /^there is (?:already a|no) transaction in progress/

/** What logs say of connections that nobody was using, or that clients left, tells least. */
const isEveryday = (evidence: Evidence): boolean =>
  (ofElsewhere(evidence) && evidence.verdict.retry === "other connection") ||
  clientsGone.test(evidence.words ?? "") ||
  warned.test(evidence.words ?? "")

/** What says that a server is not up, or not any more: why, is said beside it. */
const notUp = new Set(["57P03"])

/** What the server's first process does once another one has ended: why that ended, is said before. */
const cleared = /^terminating any other active server processes/

/** What a server or pooler says: what befalls all before what befalls a statement, and causes before what comes of them. */
const ofServer = ({ sqlState = "", verdict: { reason, statement }, words = "" }: Evidence): number => {
  if (cleared.test(words)) return 5.4
  if (notUp.has(sqlState)) return 6.5
  const befallsAll = !ofOneStatement.has(reason) || (reason === "Unclassified" && statement === "did not run")
  return befallsAll ? 7 : 6
}

/**
 * How near to the cause something is. What a server or pooler says is nearer than what a client makes of it; of
 * clients' words, a broken connection and a wait that ran out mostly have another cause, and a connection that could not
 * be made has one.
 */
export const weight = (evidence: Evidence): number => {
  const { by, formal = false, sqlState, verdict, words } = evidence
  if (by === undefined || by === "wrapper") return verdict.reason === "Unavailable" ? 0.1 : 0 // says at least when
  if (isEveryday(evidence)) return 0.5
  if (words === undefined && sqlState !== undefined && isVague(sqlState)) return 1
  if (isAftermath(evidence) || isOuter(evidence) || ofElsewhere(evidence)) return 1
  if (by === "client" && endedBefore.has(verdict)) return 1
  if (formal) return 5.5
  if (by !== "client") return ofServer(evidence)
  if (verdict.reason === "PoolExhausted") return 3
  const late =
    verdict.reason === "OutcomeUnknown" ||
    (verdict.reason === "DeadlineExceeded" && verdict.statement === "unknown")
  if (late) return verdict.reason === "DeadlineExceeded" ? 2.5 : 2
  return verdict === unreachable || verdict === stalled ? 4 : 5 // which says less than why it could not be reached
}

/** The first of those that are nearest to the cause. */
export const heaviest = <E extends Evidence>(all: ReadonlyArray<E>): E | undefined =>
  all.reduce<E | undefined>(
    (best, each) => (best === undefined || weight(each) > weight(best) ? each : best),
    undefined
  )
