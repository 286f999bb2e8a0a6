import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { aWhile, type Fault, type Scene } from "./Fault.ts"

const killed = (scene: Scene) =>
  Effect.andThen(scene.rig.postgres.kill, Effect.andThen(aWhile(scene), scene.rig.postgres.start))

const stopped = ({ rig: { postgres } }: Scene) => Effect.andThen(postgres.stop, postgres.start)

/** New transactions may not write, in old sessions and new ones. */
const readOnly = ({ rig: { ask } }: Scene) => {
  const tell = (command: string) => Effect.andThen(ask(command), ask("SELECT pg_reload_conf()"))
  return tell("ALTER SYSTEM SET default_transaction_read_only = on").pipe(
    Effect.andThen(Effect.sleep("1 second")),
    Effect.ensuring(Effect.orDie(tell("ALTER SYSTEM RESET default_transaction_read_only")))
  )
}

/** The server comes back as a standby of nobody, and then as itself. */
const standby = (scene: Scene) => {
  const { directory, postgres } = scene.rig
  const signal = join(directory, "data", "standby.signal")
  return postgres.stop.pipe(
    Effect.andThen(Effect.sync(() => writeFileSync(signal, ""))),
    Effect.andThen(postgres.start),
    Effect.andThen(Effect.sleep("1 second")),
    Effect.ensuring(
      Effect.orDie(
        postgres.stop.pipe(
          Effect.andThen(Effect.sync(() => rmSync(signal, { force: true }))),
          Effect.andThen(postgres.start)
        )
      )
    )
  )
}

export const postgresFaults: ReadonlyArray<Fault> = [
  { name: "Postgres is killed", rows: "5", inject: killed },
  { name: "Postgres is stopped and started", rows: "6", inject: stopped },
  { name: "writes are refused", rows: "30", inject: readOnly },
  { name: "Postgres is a standby", rows: "30", inject: standby }
]
