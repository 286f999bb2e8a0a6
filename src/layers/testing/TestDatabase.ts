import { randomBytes } from "node:crypto"
import { PgConnection } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import type { LocalServerError } from "../local/process/LocalServerError.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import { PgSockets } from "../socket/PgSockets.ts"
import * as FaultyLink from "./FaultyLink.ts"
import * as TestServer from "./TestServer.ts"

export interface TestDatabaseOptions {
  /** The server that the database is made in; a private one unless given. */
  readonly server?: TestServer.TestServerUrls | undefined
  /** How programs reach it: through the pooler, which is the default, or straight. */
  readonly through?: "pooled" | "direct" | undefined
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** As on the pair that `PgConfig.layer` starts: programs read and write rows, and make nothing. */
const privileges = (database: string, runtime: string): ReadonlyArray<string> => [
  `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${quoted(runtime)}`,
  `DO $$ BEGIN IF to_regrole('aquifer_app') IS NULL THEN CREATE ROLE aquifer_app NOLOGIN; END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  `DO $$ BEGIN IF NOT pg_has_role('${runtime.replaceAll("'", "''")}', 'aquifer_app', 'USAGE') THEN GRANT aquifer_app TO ${quoted(runtime)}; END IF; END $$`,
  ...["SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES"].map(
    (granted) => `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${granted} TO aquifer_app`
  )
]

/** A session past every pool, and the sockets that it is on. */
export const session = Effect.fnUntraced(function* (endpoint: PgEndpoint) {
  const sockets = yield* PgSockets.make(endpoint)
  const connection = yield* PgConnection.make(DriverConfig.of(endpoint, sockets))
  return { connection, sockets }
})

const execute = (endpoint: PgEndpoint, statements: ReadonlyArray<string>) =>
  Effect.flatMap(session(endpoint), ({ connection }) =>
    Effect.forEach(statements, (statement) => connection.query(statement, [], false), { discard: true })
  ).pipe(Effect.scoped, inRealTime)

/** It goes whoever is still connected; a database that cannot be dropped fails its suite. */
const own = ({ direct, pooled }: TestServer.TestServer) => {
  const name = `aquifer_test_${randomBytes(6).toString("hex")}`
  const owner = { ...direct, database: name }
  return Effect.acquireRelease(
    Effect.andThen(
      execute(direct, [`CREATE DATABASE ${name}`]),
      execute(owner, privileges(name, pooled.username))
    ).pipe(Effect.as(owner)),
    () => Effect.orDie(execute(direct, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]))
  )
}

const make = Effect.fnUntraced(function* ({ server, through = "pooled" }: TestDatabaseOptions) {
  const at = yield* TestServer.get(server)
  const direct = yield* own(at)
  const { host, port } = through === "pooled" ? at.pooled : at.direct
  const link = yield* FaultyLink.make({ host, port })
  const pooled = { ...at.pooled, host: "127.0.0.1", port: link.port, database: direct.database }
  return { name: direct.database, direct, pooled, link }
})

/** A suite's own database: how its owner and how programs reach it, and the way to it, on which faults can be had. */
export class TestDatabase extends Context.Service<
  TestDatabase,
  {
    readonly name: string
    /** Of the owner, who migrates. */
    readonly direct: PgEndpoint
    /** Of the role that programs work as. */
    readonly pooled: PgEndpoint
    /** @internal */
    readonly link: FaultyLink.FaultyLink
  }
>()("aquifer/testing/TestDatabase") {
  static readonly layerWith = (
    options: TestDatabaseOptions
  ): Layer.Layer<TestDatabase, Config.ConfigError | LocalServerError | SqlError.SqlError> =>
    Layer.effect(TestDatabase, make(options))
}
