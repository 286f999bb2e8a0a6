import { Effect } from "effect"
import { directSessions } from "../rig/Rig.ts"
import { aWhile, type Fault, type Scene, toSessions } from "./Fault.ts"

const terminate = (state: string) => (scene: Scene) => toSessions(scene, "pg_terminate_backend(pid)", state)

const signal = (pids: ReadonlyArray<number>, name: NodeJS.Signals) =>
  Effect.sync(() => {
    for (const pid of pids) {
      try {
        process.kill(pid, name)
      } catch {
        // It has ended meanwhile, as it would without us.
      }
    }
  })

/** A process that holds locks stands still. */
const standStill = Effect.fnUntraced(function* (scene: Scene) {
  const [found] = yield* toSessions(scene, "true", "backend_xid IS NOT NULL")
  const pids = [Number(found?.["pid"])]
  yield* signal(pids, "SIGSTOP").pipe(
    Effect.andThen(Effect.sleep("1500 millis")),
    Effect.ensuring(signal(pids, "SIGCONT"))
  )
})

export const sessionFaults: ReadonlyArray<Fault> = [
  {
    name: "sessions are ended while they read",
    rows: "7",
    inject: (scene) =>
      Effect.replicateEffect(terminate("state = 'active' AND query ILIKE '%SELECT%'")(scene), 3, {
        discard: true
      })
  },
  {
    name: "sessions are ended between statements",
    rows: "8",
    inject: (scene) =>
      Effect.replicateEffect(terminate("state = 'idle in transaction'")(scene), 3, { discard: true })
  },
  {
    name: "sessions are ended while they commit",
    rows: "4",
    inject: (scene) =>
      Effect.replicateEffect(terminate("state = 'active' AND query = 'COMMIT'")(scene), 3, { discard: true })
  },
  {
    name: "every session is ended",
    rows: "7 8",
    inject: (scene) => Effect.replicateEffect(terminate("true")(scene), 5, { discard: true })
  },
  {
    name: "the listener is ended",
    rows: "10",
    inject: (scene) =>
      Effect.andThen(terminate(`application_name = '${directSessions}'`)(scene), aWhile(scene))
  },
  { name: "a session with locks stands still", rows: "13", inject: standStill }
]
