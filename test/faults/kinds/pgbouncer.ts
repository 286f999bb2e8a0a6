import { Effect } from "effect"
import { connect, simpleQuery } from "../../support/simpleQuery.ts"
import type { Rig } from "../rig/Rig.ts"
import { aWhile, type Fault, type Scene } from "./Fault.ts"
import { atCommits } from "./network.ts"

const restarted = (scene: Scene) =>
  Effect.andThen(scene.rig.pgbouncer.kill, Effect.andThen(aWhile(scene), scene.rig.pgbouncer.start))

/** With a command of the console's for a while, and then the one that ends it. */
const between = (scene: Scene, command: string, end: string) =>
  scene.rig
    .console(command)
    .pipe(
      Effect.timeout("20 seconds"),
      Effect.andThen(aWhile(scene)),
      Effect.ensuring(Effect.orDie(scene.rig.console(end)))
    )

const set = ({ console }: Rig, settings: Readonly<Record<string, number>>) =>
  Effect.forEach(Object.entries(settings), ([name, value]) => console(`SET ${name} = ${value}`), {
    discard: true
  })

/** With other settings of its for a while. */
const withSettings = <A, E, R>(
  rig: Rig,
  settings: Record<string, number>,
  usual: Record<string, number>,
  work: Effect.Effect<A, E, R>
) => set(rig, settings).pipe(Effect.andThen(work), Effect.ensuring(Effect.orDie(set(rig, usual))))

/** Both commands in one session of the console's; a busy PgBouncer takes its time, ten seconds at most. */
const suspended = (scene: Scene) =>
  Effect.gen(function* () {
    const console = yield* connect(scene.rig.consoleUrl)
    yield* console("SUSPEND").pipe(
      Effect.timeout("20 seconds"),
      Effect.andThen(aWhile(scene)),
      Effect.ensuring(Effect.orDie(console("RESUME")))
    )
  })

/** Holds PgBouncer's only server connection for longer than anybody may wait for it. */
const onlyOneServer = (scene: Scene) => {
  const { pooledUrl } = scene.rig
  return Effect.ignore(simpleQuery(pooledUrl, "SELECT pg_sleep(1.5)"))
}

export const pgbouncerFaults: ReadonlyArray<Fault> = [
  { name: "PgBouncer is killed", rows: "1 2 3", inject: restarted },
  {
    name: "PgBouncer is killed when COMMIT has left",
    rows: "4",
    inject: (scene) =>
      atCommits(scene, 1, () => {
        process.kill(scene.rig.pgbouncer.pid(), "SIGKILL")
        return "pass"
      }).pipe(Effect.andThen(restarted(scene)))
  },
  {
    name: "PgBouncer stands still",
    rows: "11",
    inject: ({ rig: { pgbouncer } }) =>
      Effect.sync(() => process.kill(pgbouncer.pid(), "SIGSTOP")).pipe(
        Effect.andThen(Effect.sleep("2 seconds")),
        Effect.ensuring(Effect.sync(() => process.kill(pgbouncer.pid(), "SIGCONT")))
      )
  },
  { name: "PgBouncer is paused", rows: "14", inject: (scene) => between(scene, "PAUSE", "RESUME") },
  {
    name: "PgBouncer reconnects",
    rows: "16",
    inject: ({ rig: { console } }) =>
      Effect.replicateEffect(Effect.andThen(console("RECONNECT"), Effect.sleep("20 millis")), 20, {
        discard: true
      })
  },
  { name: "PgBouncer is suspended", rows: "17", inject: suspended },
  {
    name: "PgBouncer's database is killed",
    rows: "rig",
    inject: (scene) => between(scene, "KILL postgres", "RESUME postgres")
  },
  {
    name: "query_wait_timeout runs out",
    rows: "18",
    inject: (scene) =>
      withSettings(
        scene.rig,
        { query_wait_timeout: 1, default_pool_size: 1 },
        { query_wait_timeout: 15, default_pool_size: 6 },
        Effect.all([onlyOneServer(scene), Effect.sleep("1500 millis")], { concurrency: 2 })
      )
  },
  {
    name: "max_client_conn is reached",
    rows: "19",
    inject: ({ rig }) =>
      withSettings(
        rig,
        { max_client_conn: 3 },
        { max_client_conn: 1_000 },
        Effect.andThen(Effect.sync(rig.pooledProxy.hangUp), Effect.sleep("1 second"))
      )
  }
]
