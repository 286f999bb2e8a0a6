import { Duration, Effect, Redacted, Schema, Semaphore, type Config, type Scope } from "effect"
import { Client } from "pg"
import { addressOf, type PgEndpoint } from "../config/PgUrl.ts"
import { observeCause } from "../failure/Observation.ts"
import * as Knowledge from "../failure/reading/Knowledge.ts"
import { PgSocketError } from "../socket/PgSocketError.ts"
import { PgSockets } from "../socket/PgSockets.ts"
import { PgStream } from "./PgStream.ts"

/**
 * Why PgBouncer's console cannot be asked.
 *
 * - `"none"`: there is no console: no PgBouncer, a pooler of another make, or Supabase's, which opens none.
 * - `"not permitted"`: this user is neither admin nor stats user, or may look only; or its password is wrong.
 * - `"unreachable"`: no connection, or no answer in time.
 * - `"refused"`: PgBouncer understood the command and refused it.
 * - `"unfinished"`: PgBouncer was told, and has not come to the end of it in time.
 *
 * **Example** (A program that does without)
 *
 * ```ts
 * import { PgBouncerConsole } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const pools = Effect.flatMap(PgBouncerConsole, ({ pools }) => pools).pipe(
 *   Effect.catchTag("ConsoleUnavailable", ({ message }) => Effect.as(Effect.logInfo(message), []))
 * )
 * ```
 */
export class ConsoleUnavailable extends Schema.TaggedError<ConsoleUnavailable>()("ConsoleUnavailable", {
  /** Why, as said above. */
  reason: Schema.Literals(["none", "not permitted", "unreachable", "refused", "unfinished"]),
  /** What is missing, and how to grant it; never a password. */
  message: Schema.String
}) {}

/** A row of the console's; every column is text. */
export type ConsoleRow = Readonly<Record<string, string | null>>

/** A console is asked to show numbers to a person, so one that answers late is as good as none. */
export const patience = Duration.seconds(2)

/** The console of one PgBouncer. */
export interface AdminConsole {
  /** Sends a command that answers at once and gives its rows; fails after two seconds whatever the network does. */
  readonly ask: (command: string) => Effect.Effect<ReadonlyArray<ConsoleRow>, ConsoleUnavailable>
  /** Sends a command that may wait, on a connection of its own, so that it holds nobody up. */
  readonly order: (command: string, within: Duration.Duration) => Effect.Effect<void, ConsoleUnavailable>
}

interface Session {
  readonly client: Client
  readonly stream: PgStream
}

const unavailable = (reason: ConsoleUnavailable["reason"], message: string): ConsoleUnavailable =>
  new ConsoleUnavailable({ reason, message })

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : "no answer")

/** What codes of Postgres mean to someone who asks it for PgBouncer's console. */
const ofPostgres: Readonly<Record<string, "not permitted" | "none">> = {
  "28000": "not permitted", // no such role, or none that may log in so
  "28P01": "not permitted",
  "42501": "not permitted",
  "3D000": "none", // no such database
  "42601": "none", // Postgres' grammar does not know the console's SHOW …
  "42704": "none" // … or takes it for a setting
}

/** PgBouncer's own words decide, as its codes say nothing; of the others, their codes. */
const refusalOf = (cause: unknown): "not permitted" | "none" | "refused" => {
  const words = wordsOf(cause)
  const observed = observeCause(cause, { stage: "running", kind: "UnknownError", driverText: words })
  const { routine, severity, sqlState = "" } = observed
  const pooler = routine === undefined ? Knowledge.consoleRefusal(words, severity) : undefined
  if (pooler !== undefined) return pooler
  return ofPostgres[sqlState] ?? (Knowledge.ofSupavisor(words, sqlState) === undefined ? "refused" : "none")
}

const because = (endpoint: PgEndpoint, cause: unknown): ConsoleUnavailable => {
  const words = wordsOf(cause)
  if (cause instanceof PgSocketError) return unavailable("unreachable", `PgBouncer's console: ${words}`)
  const refusal = refusalOf(cause)
  if (refusal === "not permitted") {
    return unavailable(
      "not permitted",
      `PgBouncer's console does not let "${endpoint.username}" do this (${words}); name that user in admin_users (or in stats_users, to look only) of pgbouncer.ini and RELOAD, or set PGBOUNCER_ADMIN_URL to one who may`
    )
  }
  if (refusal === "none") {
    return unavailable(
      "none",
      `what answers at ${addressOf(endpoint)} has no console of PgBouncer (${words}); set PGBOUNCER_ADMIN_URL if it is elsewhere`
    )
  }
  return unavailable("refused", `PgBouncer refused: ${words}`)
}

const silent = (endpoint: PgEndpoint, after: Duration.Duration): ConsoleUnavailable =>
  unavailable(
    "unreachable",
    `PgBouncer's console at ${addressOf(endpoint)} has not answered for ${Duration.format(after)}; look whether its process hangs, is suspended (SUSPEND: kill -USR2 resumes it), or the network swallows packets`
  )

/** Text as it came: the console declares types, and `pg` would make numbers of some. */
const asText = { getTypeParser: () => (text: string) => text }

const open = (endpoint: PgEndpoint, sockets: PgSockets): Effect.Effect<Session, ConsoleUnavailable> =>
  Effect.mapError(sockets.walking(login(endpoint, sockets)), ({ cause }) => because(endpoint, cause))

const login = (endpoint: PgEndpoint, sockets: PgSockets) =>
  Effect.tryPromise({
    try: async (signal) => {
      const stream = new PgStream(sockets.connect())
      signal.addEventListener("abort", () => stream.destroy())
      const client = new Client({
        host: endpoint.host,
        port: endpoint.port,
        database: endpoint.database,
        user: endpoint.username,
        // A function, because `pg` would look for one in the environment if there were none.
        password: () => (endpoint.password === undefined ? "" : Redacted.value(endpoint.password)),
        application_name: endpoint.applicationName,
        ssl: false, // the socket sees to it
        stream: () => stream,
        types: asText
      })
      client.on("error", () => undefined) // a lost connection shows in the next answer
      await client.connect()
      return { client, stream }
    },
    catch: (cause) => ({ cause })
  })

const send = (
  endpoint: PgEndpoint,
  { client, stream }: Session,
  command: string
): Effect.Effect<ReadonlyArray<ConsoleRow>, ConsoleUnavailable> =>
  Effect.tryPromise({
    try: async (signal) => {
      signal.addEventListener("abort", () => stream.destroy())
      const { rows } = await client.query<ConsoleRow>(command)
      return rows
    },
    catch: (cause) =>
      stream.destroyed
        ? unavailable("unreachable", `the connection to PgBouncer's console was lost: ${wordsOf(cause)}`)
        : because(endpoint, cause)
  })

const unfinished = (command: string, after: Duration.Duration): ConsoleUnavailable =>
  unavailable(
    "unfinished",
    `PgBouncer was told ${command} and is still at it after ${Duration.format(after)}; it goes on`
  )

const bounded =
  (endpoint: PgEndpoint, within: Duration.Duration) =>
  <A>(effect: Effect.Effect<A, ConsoleUnavailable>): Effect.Effect<A, ConsoleUnavailable> =>
    Effect.timeoutOrElse(effect, {
      duration: within,
      orElse: () => Effect.fail(silent(endpoint, within))
    })

/**
 * The console of the PgBouncer at an endpoint, until the scope closes.
 *
 * It speaks the simple query protocol alone, which `@effect/sql-pg` does not, so this is a connection of `pg` over our
 * own sockets, verified and paced as all others. It is made when first needed, and again after it was lost.
 */
export const make = Effect.fnUntraced(function* (
  endpoint: PgEndpoint
): Effect.fn.Return<AdminConsole, Config.ConfigError, Scope.Scope> {
  const sockets = yield* PgSockets.make(endpoint)
  const lane = yield* Semaphore.make(1)
  let session: Session | undefined
  yield* Effect.addFinalizer(() => Effect.sync(() => session?.stream.destroy()))

  const connected = Effect.suspend(() => {
    if (session !== undefined && !session.stream.destroyed) return Effect.succeed(session)
    return Effect.tap(open(endpoint, sockets), (opened) => Effect.sync(() => (session = opened)))
  })
  return {
    ask: (command) =>
      Effect.flatMap(connected, (session) => send(endpoint, session, command)).pipe(
        lane.withPermit,
        bounded(endpoint, patience)
      ),
    order: (command, within) =>
      Effect.suspend(() => {
        let told = false
        return Effect.uninterruptibleMask((restore) =>
          Effect.flatMap(restore(open(endpoint, sockets)), (session) => {
            told = true
            return Effect.ensuring(
              restore(send(endpoint, session, command)),
              Effect.sync(() => session.stream.destroy())
            )
          })
        ).pipe(
          Effect.timeoutOrElse({
            duration: within,
            orElse: () => Effect.fail(told ? unfinished(command, within) : silent(endpoint, within))
          }),
          Effect.asVoid
        )
      })
  }
})
