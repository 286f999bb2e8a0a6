import { randomBytes } from "node:crypto"
import { Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { hostsOf, type PgEndpoint } from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import { DirectPg } from "../DirectPg.ts"
import * as Sha256 from "../encode/Sha256.ts"
import type { EffectModule } from "../migration/EffectTables.ts"
import * as Migration from "../migration/Migration.ts"
import { SingleFlight } from "../resilience/SingleFlight.ts"
import type { TestServer } from "./TestServer.ts"
import { execute } from "./TestSession.ts"

/** What a suite's database has before the suite. */
export interface Prepared {
  readonly migrations: ReadonlyArray<Migration.Change>
  readonly with: ReadonlyArray<EffectModule>
}

export type Fails = SqlError.SqlError | Migration.MigrationFailed

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Who may do what in a database, as on the pair that `PgConfig.layer` starts: programs read and write rows, and make nothing. */
const roles = (runtime: string): ReadonlyArray<string> => [
  `DO $$ BEGIN IF to_regrole('aquifer_app') IS NULL THEN CREATE ROLE aquifer_app NOLOGIN; END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  `DO $$ BEGIN IF NOT pg_has_role('${runtime.replaceAll("'", "''")}', 'aquifer_app', 'USAGE') THEN GRANT aquifer_app TO ${quoted(runtime)}; END IF; END $$`,
  ...["SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES"].map(
    (granted) => `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${granted} TO aquifer_app`
  )
]

/** Who may enter a database, which no copy takes over. */
const entrance = (database: string, runtime: string): ReadonlyArray<string> => [
  `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  `GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${quoted(runtime)}`
]

const migrated = ({ migrations, with: modules }: Prepared): Effect.Effect<void, Fails, DirectPg> =>
  Effect.andThen(
    migrations.length === 0 ? Effect.void : Migration.run(migrations),
    modules.length === 0
      ? Effect.void
      : Effect.flatMap(
          Effect.promise(() => import("../migration/EffectTables.ts")), // Effect's cluster is large
          ({ run }) => run(modules)
        )
  )

/** Prepares a database of this owner for programs of this role. */
const prepare = (owner: PgEndpoint, runtime: string, prepared: Prepared) =>
  Effect.andThen(
    execute(owner, roles(runtime)),
    // A test that has no connection has nothing to fail with.
    Effect.orDie(Layer.build(DirectPg.layerWith({ endpoint: owner }))).pipe(
      Effect.flatMap((context) => Effect.provideContext(migrated(prepared), context)),
      Effect.scoped
    )
  )

const fresh = (kind: string): string => `aquifer_${kind}_${randomBytes(6).toString("hex")}`

/** Makes a database for a suite, and gives its name. */
export const create = Effect.fnUntraced(function* (
  { direct, pooled }: TestServer,
  prepared: Prepared
): Effect.fn.Return<string, Fails> {
  const name = fresh("test")
  yield* execute(direct, [`CREATE DATABASE ${name}`, ...entrance(name, pooled.username)])
  yield* prepare({ ...direct, database: name }, pooled.username, prepared)
  return name
}, inRealTime)

/** Templates of servers that end with this process: nobody has to drop them. */
const templates = new WeakMap<TestServer, Map<string, string>>()
const flights = new SingleFlight<string>()

const keyOf = ({ direct }: TestServer, prepared: Prepared): string =>
  Sha256.hex(JSON.stringify([hostsOf(direct), prepared]))

/** The template of what suites ask for alike, made by the first. */
const template = (server: TestServer, prepared: Prepared): Effect.Effect<string, Fails> =>
  Effect.suspend(() => {
    const made = templates.get(server) ?? new Map<string, string>()
    templates.set(server, made)
    const key = keyOf(server, prepared)
    const known = made.get(key)
    if (known !== undefined) return Effect.succeed(known)
    const { direct, pooled } = server
    const name = fresh("template")
    return flights.run(
      key,
      execute(direct, [`CREATE DATABASE ${name}`]).pipe(
        Effect.andThen(prepare({ ...direct, database: name }, pooled.username, prepared)),
        Effect.map(() => {
          made.set(key, name)
          return name
        }),
        inRealTime
      )
    )
  })

/** Makes a database for a suite as the copy of a template, which costs a statement. */
export const copy = Effect.fnUntraced(function* (
  server: TestServer,
  prepared: Prepared
): Effect.fn.Return<string, Fails> {
  const { direct, pooled } = server
  const from = yield* template(server, prepared)
  const name = fresh("test")
  yield* execute(direct, [`CREATE DATABASE ${name} TEMPLATE ${from}`, ...entrance(name, pooled.username)])
  return name
}, inRealTime)
