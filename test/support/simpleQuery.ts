import { Effect, Redacted, Schema } from "effect"
import { Client } from "pg"

/** What a server answered a connection or a statement with, instead of rows. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { message: Schema.String }) {}

const refused = (cause: unknown): Refused =>
  new Refused({ message: cause instanceof Error ? cause.message : String(cause) })

/** So long for servers that are busy; one that hangs is given up, also where nobody can interrupt. */
const connectMillis = 30_000
const answerMillis = 60_000
const goodbye = "5 seconds"

/** A connection until the scope closes, speaking the simple protocol, which PgBouncer's console knows too. */
export const connect = (url: Redacted.Redacted) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: async () => {
        const client = new Client({
          connectionString: Redacted.value(url),
          connectionTimeoutMillis: connectMillis,
          query_timeout: answerMillis
        })
        client.on("error", () => undefined)
        await client.connect()
        return client
      },
      catch: refused
    }),
    (client) =>
      Effect.ignore(Effect.timeout(Effect.interruptible(Effect.tryPromise(() => client.end())), goodbye))
  ).pipe(
    Effect.map(
      (client) => (sql: string) =>
        Effect.tryPromise({
          try: async () => (await client.query<Record<string, string>>(sql)).rows,
          catch: refused
        })
    )
  )

/** Connects, sends one statement, gives its rows and disconnects. */
export const simpleQuery = (url: Redacted.Redacted, sql: string) =>
  Effect.scoped(Effect.flatMap(connect(url), (query) => query(sql)))
