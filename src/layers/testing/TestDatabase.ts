import { type Config, Context, Effect, Layer } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import type { LocalServerError } from "../local/process/LocalServerError.ts"
import type { EffectModule } from "../migration/EffectTables.ts"
import type { Change } from "../migration/Migration.ts"
import * as FaultyLink from "./FaultyLink.ts"
import * as TemplateDatabase from "./TemplateDatabase.ts"
import * as TestServer from "./TestServer.ts"
import { execute } from "./TestSession.ts"

/** A database for a suite. */
export interface TestDatabaseOptions {
  /** What the database gets before the suite, such as `[...kitSchema, ...shop]`; nothing unless given. */
  readonly migrations?: ReadonlyArray<Change> | undefined
  /** Effect's modules whose tables it gets besides, as by `aquifer migrate --with`; none unless given. */
  readonly with?: ReadonlyArray<EffectModule> | undefined
  /** The server that the database is made in; a private one unless given. */
  readonly server?: TestServer.TestServerUrls | undefined
  /** How programs reach it: through the pooler, which is the default, or straight. */
  readonly through?: "pooled" | "direct" | undefined
}

const make = Effect.fnUntraced(function* ({
  migrations = [],
  server,
  through = "pooled",
  with: modules = []
}: TestDatabaseOptions) {
  const at = yield* TestServer.get(server)
  const create = server === undefined ? TemplateDatabase.copy : TemplateDatabase.create
  // It goes whoever is still connected; a database that cannot be dropped fails its suite.
  const name = yield* Effect.acquireRelease(create(at, { migrations, with: modules }), (name) =>
    Effect.orDie(execute(at.direct, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]))
  )
  const { host, port } = through === "pooled" ? at.pooled : at.direct
  const link = yield* FaultyLink.make({ host, port })
  const direct = { ...at.direct, database: name }
  const pooled = { ...at.pooled, host: "127.0.0.1", hosts: undefined, port: link.port, database: name }
  return { name, direct, pooled, link }
})

/** A suite's own database: how its owner and how programs reach it, and the way to it, on which faults can be had. */
export class TestDatabase extends Context.Service<
  TestDatabase,
  {
    /** The database's name, which no other suite's has. */
    readonly name: string
    /** Of the owner, who migrates. */
    readonly direct: PgEndpoint
    /** Of the role that programs work as. */
    readonly pooled: PgEndpoint
    /** @internal */
    readonly link: FaultyLink.FaultyLink
  }
>()("aquifer/testing/TestDatabase") {
  /** Makes the database, migrated, and drops it when the layer's scope closes. */
  static readonly layerWith = (
    options: TestDatabaseOptions
  ): Layer.Layer<TestDatabase, Config.ConfigError | LocalServerError | TemplateDatabase.Fails> =>
    Layer.effect(TestDatabase, make(options))
}
