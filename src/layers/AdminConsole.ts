import { Effect, Redacted, Schema, type Scope } from "effect"
import { Client } from "pg"
import type { PgEndpoint } from "./PgUrl.ts"

/** PgBouncer's console cannot be asked: there is none, or this user is neither admin nor stats user of it. */
export class ConsoleUnavailable extends Schema.TaggedError<ConsoleUnavailable>()("ConsoleUnavailable", {
  message: Schema.String
}) {}

const unavailable = (cause: unknown): ConsoleUnavailable =>
  new ConsoleUnavailable({
    message: `PgBouncer's console cannot be asked: ${cause instanceof Error ? cause.message : "no answer"}`
  })

/** A console that does not answer is as good as none: whoever asks it shows numbers to a person. */
const timeoutMillis = 2_000

/** Sends one console command and gives its rows; every column is text. */
export type Ask = (
  command: string
) => Effect.Effect<ReadonlyArray<Readonly<Record<string, string | null>>>, ConsoleUnavailable>

/**
 * Connects to PgBouncer's admin console until the scope closes.
 *
 * The console speaks the simple query protocol alone, which `@effect/sql-pg` does not, so this is a connection of `pg`.
 */
export const connect = (endpoint: PgEndpoint): Effect.Effect<Ask, ConsoleUnavailable, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.tryPromise({
        try: async () => {
          const client = new Client({
            host: endpoint.host,
            port: endpoint.port,
            database: endpoint.database,
            user: endpoint.username,
            password: endpoint.password && Redacted.value(endpoint.password),
            ssl: endpoint.tls !== "disable",
            connectionTimeoutMillis: timeoutMillis,
            query_timeout: timeoutMillis
          })
          client.on("error", () => undefined) // a lost connection shows in the next answer
          await client.connect()
          return client
        },
        catch: unavailable
      }),
      (client) => Effect.ignore(Effect.tryPromise(() => client.end()))
    ),
    (client) => (command) =>
      Effect.tryPromise({
        try: () => client.query<Record<string, string | null>>(command),
        catch: unavailable
      }).pipe(Effect.map(({ rows }) => rows))
  )
