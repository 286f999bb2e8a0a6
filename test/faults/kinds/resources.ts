import { execFile } from "node:child_process"
import { chownSync, mkdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { PgFailure } from "aquifer"
import { Effect } from "effect"
import { connect } from "../../support/simpleQuery.ts"
import { violation } from "../checks/Violation.ts"
import { aWhile, type Fault, LeftOut, type Scene } from "./Fault.ts"

const run = (command: string, ...args: ReadonlyArray<string>): Effect.Effect<void, LeftOut> =>
  Effect.callback((resume) => {
    execFile(command, args, (error) => {
      resume(
        error === null
          ? Effect.void
          : Effect.fail(new LeftOut({ message: `${command}: ${error.message.trim()}` }))
      )
    })
  })

/** A disk of 8 MiB, which belongs to the server's user; where mounting is not allowed there is none. */
const smallDisk = ({ rig: { directory } }: Scene) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const folder = join(dirname(directory), "small-disk")
      mkdirSync(folder, { recursive: true })
      yield* run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", folder)
      const { gid, uid } = statSync(join(directory, "data"))
      chownSync(folder, uid, gid)
      return folder
    }),
    (folder) => Effect.ignore(run("umount", "-l", folder))
  )

/** Inserts until the disk is full; who is refused has to be told so, and may go on elsewhere. */
const fullDisk = Effect.fnUntraced(function* (scene: Scene) {
  const { products, rig, violated } = scene
  const folder = yield* smallDisk(scene)
  yield* rig.ask(`CREATE TABLESPACE faults_small LOCATION '${folder}'`)
  yield* Effect.addFinalizer(() => Effect.orDie(rig.ask("DROP TABLESPACE faults_small")))
  yield* rig.ask("CREATE TABLE faults_full (text text) TABLESPACE faults_small")
  yield* Effect.addFinalizer(() => Effect.orDie(rig.ask("DROP TABLE faults_full")))
  yield* rig.ask("GRANT INSERT ON faults_full TO aquifer_faults")
  const { sql } = products[0]
  const fill = sql`
    INSERT INTO faults_full SELECT md5(n::text) || repeat('x', 500) FROM generate_series(1, 50000) AS n`
  const failure = yield* Effect.flip(fill).pipe(
    Effect.map(PgFailure.classify),
    // Nobody may have had a connection for it.
    Effect.repeat({ times: 20, while: ({ statement }) => statement === "did not run" })
  )
  if (failure._tag !== "StorageFull" || failure.statement !== "rolled back")
    violated(
      violation(
        "false verdict",
        "faults_full",
        `the disk is full, and ${failure._tag} was told (${failure.message})`
      )
    )
  yield* aWhile(scene)
})

/** Strangers take every connection that Postgres has for ordinary users. */
const noConnections = Effect.fnUntraced(function* (scene: Scene) {
  const { rig } = scene
  const take = connect(rig.directUrl)
  for (let taken = 0; ; taken++) {
    const exit = yield* Effect.exit(take)
    if (exit._tag === "Failure") break
    if (taken > 100) return yield* new LeftOut({ message: "Postgres lets in more than it should" })
  }
  rig.directProxy.hangUp()
  yield* Effect.ignore(rig.console("RECONNECT"))
  yield* Effect.sleep("1 second")
})

export const resourceFaults: ReadonlyArray<Fault> = [
  { name: "the disk is full", rows: "28", inject: fullDisk },
  { name: "max_connections is reached", rows: "20", inject: noConnections }
]
