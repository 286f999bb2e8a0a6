import { randomBytes } from "node:crypto"
import { PgClient } from "@effect/sql-pg"
import type { PgUrl } from "aquifer"
import { Context, Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { inject } from "vitest"

/** Which way a suite reaches its database. */
export type Route = "direct" | "pgbouncer118" | "pgbouncer124"

export const routes: ReadonlyArray<Route> = ["direct", "pgbouncer118", "pgbouncer124"]

const base: Omit<PgUrl.PgEndpoint, "host" | "port" | "database" | "username" | "password"> = {
  tls: "disable",
  rootCertificate: undefined,
  applicationName: "aquifer-test",
  options: undefined,
  pgbouncer: false
}

/** A database of the suite's own, dropped when the suite is done. */
export class SuiteDatabase extends Context.Service<
  SuiteDatabase,
  {
    readonly name: string
    /** The superuser's way in, past every pool under test. */
    readonly admin: PgUrl.PgEndpoint
    /** The application's role, by a pooler with two server connections or directly. */
    readonly app: (route: Route) => PgUrl.PgEndpoint
  }
>()("test/SuiteDatabase") {
  static readonly layer = Layer.effect(
    SuiteDatabase,
    Effect.gen(function* () {
      const { app, pgbouncer118, pgbouncer124, postgres } = inject("servers")
      const name = `suite_${randomBytes(6).toString("hex")}`
      const admin = {
        ...base,
        host: postgres.host,
        port: postgres.port,
        username: postgres.user,
        password: Redacted.make(postgres.password),
        database: name
      }
      const client = yield* PgClient.make({ ...admin, database: "postgres", ssl: false, maxConnections: 1 })
      yield* Effect.acquireRelease(client.unsafe(`CREATE DATABASE ${name}`), () =>
        client.unsafe(`DROP DATABASE ${name} WITH (FORCE)`).pipe(
          Effect.orDie,
          // It waits for every backend of the server, those of other suites too; what is left goes with the server.
          Effect.timeoutOption("30 seconds"),
          Effect.interruptible
        )
      )
      const servers = { direct: postgres, pgbouncer118, pgbouncer124 }
      return {
        name,
        admin,
        app: (route) => {
          const server = servers[route]
          if (server === undefined)
            throw new Error(`there is no ${route} on this machine; see the start of the run`)
          const password = Redacted.make(app.password)
          return {
            ...base,
            host: server.host,
            port: server.port,
            username: app.name,
            password,
            database: name
          }
        }
      }
    })
  ).pipe(Layer.provide(Reactivity.layer))
}
