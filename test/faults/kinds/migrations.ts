import { randomUUID } from "node:crypto"
import { DirectPg, Migration, type PgUrl } from "aquifer"
import { researchSchema } from "aquifer/research"
import { Effect } from "effect"
import { startAquifer, urlOf } from "../../support/program.ts"
import { connect } from "../../support/simpleQuery.ts"
import { violation } from "../checks/Violation.ts"
import { type Fault, Missed, type Scene } from "./Fault.ts"

/** An empty database until the scope closes. */
const database = Effect.fnUntraced(function* ({ rig }: Scene) {
  const name = `faults_${randomUUID().replaceAll("-", "")}`
  yield* Effect.acquireRelease(rig.ask(`CREATE DATABASE ${name}`), () =>
    Effect.orDie(rig.ask(`DROP DATABASE ${name} WITH (FORCE)`))
  )
  const endpoint: PgUrl.PgEndpoint = { ...rig.superuser, database: name }
  return endpoint
})

/** Does something to the session that migrates the database, once it is in the middle of it. */
const toMigrator = Effect.fnUntraced(function* (
  { rig }: Scene,
  { database }: PgUrl.PgEndpoint,
  what: string
) {
  const ask = yield* connect(rig.superuserUrl)
  for (let times = 0; times < 1_000; times++) {
    const found = yield* ask(
      `SELECT ${what} FROM pg_stat_activity WHERE datname = '${database}' AND backend_xid IS NOT NULL`
    )
    if (found.length > 0) return
    yield* Effect.sleep("20 millis")
  }
  return yield* new Missed({ message: "no session was found that migrates" })
}, Effect.scoped)

const slowChange: Migration.Change = {
  id: 1,
  name: "slow",
  up: ["CREATE TABLE first (id int)", "SELECT pg_sleep(0.5)", "CREATE TABLE second (id int)"]
}

/** Which changes a database has, and how many of the tables of {@link slowChange}. */
const state = (endpoint: PgUrl.PgEndpoint) =>
  Effect.gen(function* () {
    const { sql } = yield* DirectPg
    const [tables] = yield* sql<{
      n: number
    }>`SELECT count(*)::int4 AS n FROM pg_tables WHERE tablename IN ('first', 'second')`
    const applied = yield* Migration.status([slowChange])
    return {
      tables: tables?.n ?? 0,
      applied: applied.filter(({ appliedAt }) => appliedAt !== undefined).length
    }
  }).pipe(Effect.provide(DirectPg.layerWith({ endpoint })))

/** A migrator's session is ended in the middle: all of it or nothing, and the next one completes it. */
const ended = Effect.fnUntraced(function* (scene: Scene) {
  const endpoint = yield* database(scene)
  const migrate = Migration.run([slowChange]).pipe(Effect.provide(DirectPg.layerWith({ endpoint })))
  yield* Effect.all([Effect.ignore(migrate), toMigrator(scene, endpoint, "pg_terminate_backend(pid)")], {
    concurrency: 2
  })
  const between = yield* state(endpoint)
  if (between.tables !== 2 * between.applied)
    scene.violated(violation("half-migrated", "a migration that was ended", JSON.stringify(between)))
  yield* migrate
  const after = yield* state(endpoint)
  if (after.applied !== 1 || after.tables !== 2)
    scene.violated(violation("half-migrated", "the migration after it", JSON.stringify(after)))
})

/** Two processes migrate and one is killed in the middle: the other one does what is left, once. */
const two = Effect.fnUntraced(function* (scene: Scene) {
  const endpoint = yield* database(scene)
  const env = { DATABASE_URL: urlOf(endpoint) }
  const victim = yield* startAquifer(["migrate"], env)
  const survivor = yield* startAquifer(["migrate"], env)
  yield* toMigrator(scene, endpoint, "pid")
  victim.kill("SIGKILL")
  const { status, stderr } = yield* survivor.ended
  const applied = yield* Migration.status(researchSchema).pipe(
    Effect.provide(DirectPg.layerWith({ endpoint }))
  )
  const missing = applied.filter(({ appliedAt }) => appliedAt === undefined).length
  if (status !== 0 || missing > 0)
    scene.violated(
      violation(
        "half-migrated",
        "two migrators",
        `the second ended with ${status}, ${missing} changes are missing: ${stderr}`
      )
    )
})

export const migrationFaults: ReadonlyArray<Fault> = [
  { name: "a migration is ended", rows: "9", inject: ended },
  { name: "one of two migrators is killed", rows: "35", inject: two }
]
