import { Effect, Schedule } from "effect"
import { isRunning } from "../../support/processes.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"
import { violation } from "../checks/Violation.ts"
import type { Scene } from "./Fault.ts"

/** A server that has died of a fault is started again, as whoever runs it would. */
export const revived = ({
  rig: { pgbouncer, postgres }
}: Scene): Effect.Effect<ReadonlyArray<string>, unknown> =>
  Effect.gen(function* () {
    const died = [
      ["Postgres", postgres],
      ["PgBouncer", pgbouncer]
    ] as const
    const dead = died.filter(([, { pid }]) => !isRunning(pid()))
    for (const [, { start, stop }] of dead) yield* Effect.andThen(stop, start)
    return dead.map(([name]) => name)
  })

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
  }).pipe(Effect.raceFirst(scene.history.progress(more)))
