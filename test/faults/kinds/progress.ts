import { Effect, Schedule } from "effect"
import { isRunning } from "../../support/processes.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"
import { violation } from "../checks/Violation.ts"
import type { Scene } from "./Fault.ts"

/** PgBouncer 1.18 dies now and then of what is done to it here, or turns in a loop and answers nobody. */
const hangs = ({ rig: { console } }: Scene) => Effect.isFailure(console("SHOW VERSION"))

/** A server that has died of a fault, or hangs, is started again, as whoever runs it would. */
export const revived = (scene: Scene): Effect.Effect<ReadonlyArray<string>, unknown> =>
  Effect.gen(function* () {
    const { pgbouncer, postgres } = scene.rig
    const gone: Array<string> = []
    if (!isRunning(postgres.pid())) {
      yield* Effect.andThen(postgres.stop, postgres.start)
      gone.push("Postgres died of it")
    }
    if (!isRunning(pgbouncer.pid())) {
      yield* Effect.andThen(pgbouncer.stop, pgbouncer.start)
      gone.push("PgBouncer died of it")
    } else if (yield* hangs(scene)) {
      yield* Effect.andThen(pgbouncer.kill, pgbouncer.start)
      gone.push("PgBouncer hung")
    }
    return gone
  })

/** Looks after the servers for as long as it runs. */
const lookingAfter = (scene: Scene, after: string) =>
  Effect.forever(
    Effect.andThen(
      Effect.sleep("5 seconds"),
      Effect.flatMap(revived(scene), (gone) =>
        Effect.forEach(gone, (what) => Effect.logWarning(`after ${after}: ${what}, and was started again`))
      )
    )
  )

/** What the pools are doing, for whoever has to find out why nothing else is done. */
const poolsOf = ({ products }: Scene) =>
  Effect.map(
    Effect.forEach(products, ({ stats }) => stats),
    (all) =>
      all.map(({ free, longestLease, size, used, waiting }) =>
        JSON.stringify({ size, free, used, waiting, longestLease })
      )
  )

/**
 * Service that is back has to be used. That it is back, a stranger shows, who logs in by the same pooler: so often that
 * the product must have got its turn, on however busy a machine.
 */
export const progress = (scene: Scene, after: string, more: number) =>
  Effect.gen(function* () {
    const stranger = Effect.andThen(simpleQuery(scene.rig.pooledUrl, "SELECT 1"), Effect.sleep("200 millis"))
    yield* Effect.repeat(Effect.retry(stranger, Schedule.spaced("200 millis")), { times: 50 })
    const pools = yield* poolsOf(scene)
    scene.violated(
      violation("stuck", after, `strangers are served, and hardly anything is done: ${pools.join(" ")}`)
    )
  }).pipe(Effect.raceFirst(lookingAfter(scene, after)), Effect.raceFirst(scene.history.progress(more)))
