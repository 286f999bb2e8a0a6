import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect, Layer, Schedule } from "effect"
import { until } from "../../../../src/layers/local/process/ServerProcess.ts"
import * as FleetProcess from "../../../../src/programs/start/fleet/FleetProcess.ts"
import { childrenOf, isRunning } from "../../../support/processes.ts"
import { aquifer, type Running, startAquifer, urlOf } from "../../../support/program.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

const admin = Layer.unwrap(Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin })))
const services = Layer.mergeAll(admin.pipe(Layer.provideMerge(SuiteDatabase.layer)), NodeServices.layer)

/** The fleet's direct connections have a name of their own; those of PgBouncer have the pooled one's. */
const environment = Effect.map(SuiteDatabase, ({ admin, app }) => ({
  DATABASE_URL: `${urlOf(admin)}?application_name=fleet`,
  DATABASE_POOL_URL: urlOf(app("pgbouncer118"))
}))

/** A file of so many keywords that begin alike, each with two documents. */
const documents = (prefix: string, count: number) =>
  Effect.map(
    temporaryFolder({
      "documents.jsonl": Array.from({ length: 2 * count }, (_, index) =>
        JSON.stringify({ keyword: `${prefix} ${index % count}`, url: `u${index}`, title: "t", body: "b" })
      ).join("\n")
    }),
    (folder) => join(folder, "documents.jsonl")
  )

/** Waits until so many of the keywords that begin alike are stored; dies when the program ends before. */
const stored = (running: Running, prefix: string, count: number) =>
  Effect.flatMap(DirectPg, ({ sql }) =>
    Effect.raceFirst(
      sql<{
        n: number
      }>`SELECT count(*)::int AS n FROM research_metadata WHERE keyword LIKE ${`${prefix} %`}`.pipe(
        Effect.repeat({ until: ([row]) => (row?.n ?? 0) >= count, schedule: Schedule.spaced("5 millis") })
      ),
      Effect.flatMap(running.ended, ({ stderr }) => Effect.die(new Error(`it ended: ${stderr}`)))
    )
  )

/** Keeps the research of every keyword that is stored from now on, each time. */
const watched = Effect.flatMap(DirectPg, ({ sql }) =>
  Effect.all([
    sql`CREATE TABLE researches (keyword text NOT NULL)`,
    sql`GRANT INSERT ON researches TO PUBLIC`,
    sql`CREATE FUNCTION researched() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN INSERT INTO public.researches VALUES (NEW.keyword); RETURN NULL; END'`,
    sql`CREATE TRIGGER researched AFTER INSERT OR UPDATE ON research_cache
      FOR EACH ROW EXECUTE FUNCTION researched()`
  ])
)

/** What the fleet left in the tables of the cluster. */
const left = Effect.flatMap(
  DirectPg,
  ({ sql }) => sql`SELECT (SELECT count(*)::int FROM cluster_messages) AS messages,
    (SELECT count(*)::int FROM cluster_replies) AS replies, (SELECT count(*)::int FROM cluster_runners) AS runners`
)
const nothing = [{ messages: 0, replies: 0, runners: 0 }]

/** Each of them starts several processes, on two cores that others use. */
const patience = 180_000

layer(services, { excludeTestServices: true })("aquifer start --cluster", (it) => {
  it.effect(
    "researches each keyword once over one direct connection a process, those of one that is killed and of one that is ended too",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const env = yield* environment
        yield* aquifer(["start", "--from", yield* documents("first", 1), "--repeat", "1"], env)
        yield* watched
        const args = ["start", "--from", yield* documents("kill", 300), "--cluster", "3", "--agents", "12"]
        const running = yield* startAquifer([...args, "--repeat", "1", "--json"], env)
        yield* stored(running, "kill", 30)
        const [killed = 0, ended = 0, last = 0] = childrenOf(running.pid)
        const direct = yield* sql`SELECT FROM pg_stat_activity WHERE application_name = 'fleet'`
        // One each, and DIRECT_SIZE of the one that started them.
        expect(direct.length).toBeLessThanOrEqual(3 + 2)
        process.kill(killed, "SIGKILL")
        yield* stored(running, "kill", 150)
        process.kill(ended, "SIGTERM")
        const { status, stderr, stdout } = yield* running.ended
        expect(status, stderr).toBe(0)
        expect(stderr).toContain(`process ${killed} has ended (SIGKILL); 2 of 3 go on with its work`)
        expect(stderr).toContain(`process ${ended} has ended (exit status 130); 1 of 3 go on with its work`)
        const report = JSON.parse(stdout)
        expect(report).toMatchObject({ lookups: { count: 300 }, failures: {}, pool: { size: 30 } })
        const how = report.processes.map((one: { pid: number; ended: string | null }) => [one.pid, one.ended])
        expect(Object.fromEntries(how)).toEqual({
          [killed]: "SIGKILL",
          [ended]: "exit status 130",
          [last]: null
        })
        const researched = yield* sql`SELECT keyword FROM researches GROUP BY keyword HAVING count(*) = 1`
        expect(researched).toHaveLength(300)
        expect(yield* sql`SELECT FROM researches`).toHaveLength(300)
        expect(yield* left).toEqual(nothing)
        expect([killed, ended, last].some(isRunning)).toBe(false)
      }).pipe(Effect.scoped),
    patience
  )

  it.effect(
    "is alone in a database, ends its processes in order on Ctrl-C, and leaves no message behind",
    () =>
      Effect.gen(function* () {
        const env = yield* environment
        const args = ["start", "--from", yield* documents("stop", 6_000), "--cluster", "2"]
        const running = yield* startAquifer(args, env)
        yield* stored(running, "stop", 20)
        const processes = childrenOf(running.pid)
        expect(processes).toHaveLength(2)
        const second = yield* aquifer(args, env)
        expect([second.status, second.stderr]).toEqual([1, expect.stringContaining("works in this database")])
        running.kill("SIGINT")
        const { status, stderr } = yield* running.ended
        expect(status).toBe(130)
        expect(stderr).not.toContain("has ended")
        expect(processes.some(isRunning)).toBe(false)
        expect(yield* left).toEqual(nothing)
      }).pipe(Effect.scoped),
    patience
  )

  it.effect(
    "leaves no process behind when it is killed, and the next one takes nothing of it for its own",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const env = yield* environment
        const from = ["--from", yield* documents("dead", 2_000)]
        const running = yield* startAquifer(["start", ...from, "--cluster", "2"], env)
        yield* stored(running, "dead", 20)
        const processes = childrenOf(running.pid)
        running.kill("SIGKILL")
        yield* running.ended
        yield* until(Effect.sync(() => !processes.some(isRunning)))
        yield* sql`DELETE FROM aquifer_leases` // its time is over
        const next = yield* documents("next", 10)
        const second = yield* aquifer(
          ["start", "--from", next, "--cluster", "1", "--repeat", "1", "--json"],
          env
        )
        expect(second.status, second.stderr).toBe(0)
        expect(JSON.parse(second.stdout)).toMatchObject({ lookups: { count: 10, misses: 10 }, failures: {} })
      }).pipe(Effect.scoped),
    patience
  )

  it.effect(
    "does not begin where one of its processes cannot, which says why itself",
    () =>
      Effect.gen(function* () {
        const failed = yield* Effect.flip(FleetProcess.start({ from: "/no/such.jsonl" }))
        expect(failed.message).toContain("ended before it was ready (exit status 1)")
      }).pipe(Effect.scoped),
    patience
  )
})
