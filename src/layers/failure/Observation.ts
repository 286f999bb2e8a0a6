import * as Predicate from "effect/Predicate"
import type { SqlError } from "effect/sql"

/** What a driver's error says, each thing by itself. Texts are for comparing; none of them is fit to be repeated. */
export interface Observation {
  /** `idle`: the session ended while no statement was on its way. */
  readonly stage: "connecting" | "idle" | "running"
  /** What kind of error the driver took it for. */
  readonly kind: SqlError.SqlErrorReason["_tag"]
  readonly sqlState: string | undefined
  /** A code of Node or the operating system, such as ECONNREFUSED. */
  readonly systemCode: string | undefined
  /** The address and port that a connection was tried to, where Node tells, or else its route's. */
  readonly peer: string | undefined
  /** Our own words on each host of several that was tried. */
  readonly tried: string | undefined
  /** Of a login that a server refused: whose, and where. */
  readonly login: string | undefined
  readonly severity: string | undefined
  /** The C function that raised it: what Postgres says has one, what a pooler says has none. */
  readonly routine: string | undefined
  /** The primary message of a server or pooler, or of the driver's cause. */
  readonly text: string
  /** The driver's own message. */
  readonly driverText: string
  /** Where in the SQL the mistake is, as a character's index from 1. */
  readonly position: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly dataType: string | undefined
}

const severities = new Set(["ERROR", "FATAL", "PANIC"])

/** The driver says one of these when the server's words, or garbage, arrived while no statement was on its way. */
const whileIdle = /^(?:The server reported an error|Unexpected \w+ while idle)$/

const field = (cause: unknown, name: string): string | undefined => {
  const value = Predicate.hasProperty(cause, name) ? cause[name] : undefined
  return Predicate.isString(value) && value !== "" ? value : undefined
}

const peerOf = (cause: unknown): string | undefined => {
  const address = field(cause, "address")
  const port = Predicate.hasProperty(cause, "port") ? cause.port : undefined
  return address !== undefined && Predicate.isNumber(port) ? `${address}:${port}` : field(cause, "place")
}

/** Node's EPIPE has five letters too, but only a server gives a severity. */
const isSqlState = (code: string, severity: string | undefined): boolean =>
  /^[0-9A-Z]{5}$/.test(code) && (severity !== undefined || !code.startsWith("E"))

const isSystemCode = /^[A-Z][A-Z0-9_]{2,60}$/

const stageOf = (operation: string | undefined, driverText: string): Observation["stage"] => {
  if (operation === "connect" || operation === "acquire") return "connecting"
  return whileIdle.test(driverText) ? "idle" : "running"
}

/** A driver that gives no fields may still name the constraint; "unknown" is its word for not knowing. */
const constraintOf = (reason: SqlError.SqlErrorReason): string | undefined =>
  reason._tag === "UniqueViolation" && reason.constraint !== "unknown" ? reason.constraint : undefined

/** What is known around a cause: at which stage it arrived, and what the driver made of it. */
type Circumstances = Pick<Observation, "stage" | "kind" | "driverText">

/** Takes apart what a server, a pooler or Node says. */
export const observeCause = (cause: unknown, circumstances: Circumstances): Observation => {
  const code = field(cause, "code")
  const routine = field(cause, "routine")
  const said = field(cause, "severity")
  // The second is never translated; PgBouncer sends the first alone, and always in English.
  const severity = field(cause, "severityUnlocalized") ?? said
  const sqlState = code !== undefined && isSqlState(code, said) ? code : undefined
  return {
    ...circumstances,
    sqlState,
    systemCode: sqlState === undefined && code !== undefined && isSystemCode.test(code) ? code : undefined,
    peer: peerOf(cause),
    login: sqlState === undefined ? undefined : field(cause, "refusedLogin"),
    tried: sqlState === undefined ? field(cause, "tried") : undefined,
    severity: severity !== undefined && severities.has(severity) ? severity : undefined,
    routine: routine !== undefined && /^\w{1,63}$/.test(routine) ? routine : undefined,
    text: field(cause, "message") ?? "",
    position: field(cause, "position"),
    constraint: field(cause, "constraint"),
    table: field(cause, "table"),
    column: field(cause, "column"),
    dataType: field(cause, "dataType")
  }
}

/** Takes a driver's error apart. */
export const observe = ({ reason }: SqlError.SqlError): Observation => {
  const driverText = (reason.message ?? "").replace(/^PgConnection: /, "")
  const stage = stageOf(reason.operation, driverText)
  const observed = observeCause(reason.cause, { stage, kind: reason._tag, driverText })
  return observed.constraint === undefined ? { ...observed, constraint: constraintOf(reason) } : observed
}
