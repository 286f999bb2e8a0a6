import { DirectPg, Migration, PgConfig, type PgUrl } from "aquifer"
import { LocalPgBouncer, type LocalPgBouncerOptions } from "aquifer/local"
import { Doctor } from "aquifer/operations"
import { researchIndexes, researchSchema } from "aquifer/research"
import { ConfigProvider, Context, Effect, Layer, Redacted } from "effect"
import { inject } from "vitest"
import { urlOf } from "./program.ts"
import { connect } from "./simpleQuery.ts"
import { SuiteDatabase } from "./SuiteDatabase.ts"

/** A connection of the simple protocol, until the scope closes. */
export const connection = (endpoint: PgUrl.PgEndpoint) => connect(Redacted.make(urlOf(endpoint)))

/** The release of a PgBouncer that this machine has; 1.24 where there is a choice. */
export const release = inject("servers").pgbouncer124 === undefined ? "bookworm" : "trixie"

/** Settings under which PgBouncer has nothing that the doctor would find. */
export const healthySettings = (app: string) => ({ tcp_user_timeout: 5000, stats_users: app })

/** A pooler of the test's own in front of the suite's database, healthy unless it is told otherwise. */
export const pooler = Effect.fnUntraced(function* (options: Partial<LocalPgBouncerOptions> = {}) {
  const { postgres } = inject("servers")
  const { admin, app } = yield* SuiteDatabase
  const users = [app("direct"), admin].flatMap(({ password, username }) =>
    password === undefined ? [] : [{ name: username, password }]
  )
  const context = yield* Layer.build(
    LocalPgBouncer.layerWith({
      upstream: postgres,
      users,
      poolSize: 2,
      release,
      ...options,
      settings: { ...healthySettings(app("direct").username), ...options.settings }
    })
  )
  const { host, port } = Context.get(context, LocalPgBouncer)
  return { ...app("direct"), host, port }
})

/** The guards of the reference, for whoever works on the suite's database. */
const guards = {
  client_connection_check_interval: "1s",
  idle_in_transaction_session_timeout: "5s",
  transaction_timeout: "15s",
  tcp_user_timeout: "5s",
  lock_timeout: "1s"
}

/** The suite's database as it should be: migrated, and guarded. */
export const healthyDatabase = Layer.effectDiscard(
  Effect.gen(function* () {
    const { admin, name } = yield* SuiteDatabase
    yield* Effect.provide(Migration.run(researchSchema), DirectPg.layerWith({ endpoint: admin }))
    const query = yield* connection(admin)
    for (const [guard, value] of Object.entries(guards)) {
      yield* query(`ALTER DATABASE ${name} SET ${guard} = '${value}'`)
    }
  }).pipe(Effect.scoped)
).pipe(Layer.provideMerge(SuiteDatabase.layer))

/** What the doctor looks for in a database of the research store. */
const researchStore = { changes: researchSchema, indexes: researchIndexes, migrate: "aquifer migrate" }

/** What the doctor finds in an environment, by name; `unchecked` is what it could not look at. */
export const diagnose = Effect.fnUntraced(function* (
  env: Record<string, string>,
  options: Doctor.ExamineOptions = {}
) {
  const reading = yield* Effect.provideService(
    PgConfig.reading,
    ConfigProvider.ConfigProvider,
    ConfigProvider.fromEnv({ env })
  )
  const { checked, findings, unchecked } = yield* Doctor.examine(reading, {
    schema: researchStore,
    ...options
  })
  const seen = new Map(findings.map((finding) => [finding.name, finding]))
  return { names: [...seen.keys()].toSorted(), seen, checked, unchecked }
})

/** The environment of both endpoints. */
export const env = (
  direct: PgUrl.PgEndpoint,
  pooled: PgUrl.PgEndpoint,
  more: Record<string, string> = {}
): Record<string, string> => ({ DATABASE_URL: urlOf(direct), DATABASE_POOL_URL: urlOf(pooled), ...more })
