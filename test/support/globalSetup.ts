import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { PgConnection } from "@effect/sql-pg"
import { Context, Effect, Exit, Layer, Redacted, Scope } from "effect"
import type { TestProject } from "vitest/node"
import { EmbeddedPg } from "../../src/layers/local/EmbeddedPg.ts"
import { LocalPgBouncer } from "../../src/layers/local/LocalPgBouncer.ts"
import * as PgBinaries from "../../src/layers/local/postgres/PgBinaries.ts"
import * as PgCluster from "../../src/layers/local/postgres/PgCluster.ts"
import { unprivilegedUser } from "../../src/layers/local/process/ServerUser.ts"
import { copyFolder } from "./copyFolder.ts"
import { goOnWithout } from "./goOnWithout.ts"
import { openFolder } from "./openFolder.ts"

/** A PgBouncer in transaction mode with two server connections for each user and database. */
export interface TestPgBouncer {
  readonly host: string
  readonly port: number
  /** Such as "1.18.0". */
  readonly version: string
  /** Of the admin console. */
  readonly adminUrl: string
}

/** What one run of the tests shares: tests make databases of their own in it. */
export interface TestServers {
  /** The folder of a cluster to copy: making one takes initdb a second. */
  readonly cluster: string
  readonly postgres: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
  }
  /** An ordinary role, which owns nothing. */
  readonly app: { readonly name: string; readonly password: string }
  /** Debian 12's, which knows nothing of prepared statements; undefined where it cannot be had. */
  readonly pgbouncer118: TestPgBouncer | undefined
  /** Debian 13's, which tracks prepared statements; undefined where it cannot be had. */
  readonly pgbouncer124: TestPgBouncer | undefined
}

declare module "vitest" {
  interface ProvidedContext {
    readonly servers: TestServers
  }
}

const appRole = "aquifer_test"

const createAppRole = Effect.fnUntraced(function* (
  postgres: EmbeddedPg["Service"],
  password: Redacted.Redacted
) {
  const connection = yield* PgConnection.make({ url: postgres.url() })
  yield* connection.query(
    `CREATE ROLE ${appRole} LOGIN NOSUPERUSER PASSWORD '${Redacted.value(password)}'`,
    []
  )
  // The role of the research store's schema is shared by all databases: made here, not by suites that race for it.
  yield* connection.query("CREATE ROLE aquifer_app NOLOGIN", [])
  yield* connection.query(`GRANT aquifer_app TO ${appRole}`, [])
}, Effect.scoped)

const startPooler = (
  postgres: EmbeddedPg["Service"],
  appPassword: Redacted.Redacted,
  release: string,
  settings: Readonly<Record<string, number>> = {}
) =>
  Layer.build(
    LocalPgBouncer.layerWith({
      upstream: postgres,
      users: [
        { name: postgres.user, password: postgres.password },
        { name: appRole, password: appPassword }
      ],
      poolSize: 2,
      release,
      settings: { max_client_conn: 500, ...settings }
    })
  ).pipe(
    Effect.map((context): TestPgBouncer => {
      const { adminUrl, host, port, version } = Context.get(context, LocalPgBouncer)
      return { host, port, version, adminUrl: Redacted.value(adminUrl) }
    }),
    Effect.catchTag("PgBouncerNotFound", goOnWithout("through PgBouncer"))
  )

const makeCluster = Effect.gen(function* () {
  const user = yield* unprivilegedUser
  const directory = join(yield* openFolder, "postgres")
  yield* PgCluster.prepare({ directory, binaries: yield* PgBinaries.find(user), user, durable: false })
  return directory
})

const startServers = Effect.gen(function* () {
  const cluster = yield* makeCluster
  const directory = yield* copyFolder(cluster, join(yield* openFolder, "postgres"))
  const context = yield* Layer.build(
    EmbeddedPg.layerWith({ directory, durable: false, settings: { max_connections: 200 } })
  )
  const postgres = Context.get(context, EmbeddedPg)
  const password = Redacted.make(randomBytes(24).toString("base64url"))
  yield* createAppRole(postgres, password)
  const [pgbouncer118, pgbouncer124] = yield* Effect.all(
    [
      startPooler(postgres, password, "bookworm"),
      startPooler(postgres, password, "trixie", { max_prepared_statements: 100 })
    ],
    { concurrency: "unbounded" }
  )
  const { host, port, user } = postgres
  const servers: TestServers = {
    cluster,
    postgres: { host, port, user, password: Redacted.value(postgres.password) },
    app: { name: appRole, password: Redacted.value(password) },
    pgbouncer118,
    pgbouncer124
  }
  return servers
})

/** Starts the servers before the first test; they stop after the last, or when the run is killed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scope = await Effect.runPromise(Scope.make())
  const teardown = () => Effect.runPromise(Scope.close(scope, Exit.void))
  try {
    project.provide(
      "servers",
      await Effect.runPromise(Effect.provideService(startServers, Scope.Scope, scope))
    )
  } catch (cause) {
    await teardown()
    throw cause
  }
  return teardown
}
