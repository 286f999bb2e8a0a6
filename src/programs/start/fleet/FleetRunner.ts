import { Deferred, Effect, Layer, Option, Schedule, Schema } from "effect"
import { DirectPg } from "../../../layers/DirectPg.ts"
import { PgConfig } from "../../../layers/PgConfig.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import { ResearchCache } from "../../../services/research/cache/ResearchCache.ts"
import { ResearchDocuments } from "../../../services/research/documents/ResearchDocuments.ts"
import * as ResearchEntity from "../../../services/research/ResearchEntity.ts"
import * as PoolUse from "../crew/PoolUse.ts"
import * as StartSource from "../crew/StartSource.ts"
import * as FleetCluster from "./FleetCluster.ts"
import { end, FleetOptions, type FleetWord } from "./FleetWord.ts"

/** Waits until the word is on its way; who is not there any more needs none. */
const tell = (word: FleetWord): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (process.send === undefined || !process.connected) resume(Effect.void)
    else process.send(word, undefined, undefined, () => resume(Effect.void))
  })

/** For so long what is under way may still be cleaned up when there is nobody to report to, and maybe no server. */
const grace = 2_000

/** The one that started this process has no more work, or is gone, however it ended. */
const toldToEnd = Effect.sync(() => {
  const told = Deferred.makeUnsafe<void>()
  const over = () => Deferred.doneUnsafe(told, Effect.void)
  process.on("message", (message) => {
    if (message === end) over()
  })
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), grace).unref()
    over()
  })
  if (!process.connected) over()
  return Deferred.await(told)
})

const work = Effect.gen(function* () {
  const port = yield* FleetCluster.portOf
  const { stats } = yield* PooledPg
  const report = Effect.flatMap(stats, (now) => tell({ port, pool: PoolUse.of(now) }))
  yield* Effect.ensuring(Effect.repeat(report, Schedule.spaced("200 millis")), report)
})

const store = (directory: string | undefined) =>
  Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(Layer.mergeAll(PooledPg.layerNoDeps, DirectPg.layerNoDeps)),
    Layer.provide(PgConfig.layerOrLocal({ directory }))
  )

/** A process of a fleet: agents at work for the one that started it, until that says to end, or is gone. */
export const run = (argument: string) =>
  Effect.gen(function* () {
    const told = yield* toldToEnd
    const { data, from } = yield* Schema.decodeEffect(FleetOptions)(argument)
    const agents = ResearchEntity.layer.pipe(
      Layer.provide(FleetCluster.runner),
      Layer.provideMerge(FleetCluster.server),
      Layer.provideMerge(store(data)),
      Layer.provide(StartSource.layer(Option.fromUndefinedOr(from)))
    )
    yield* Effect.raceFirst(Effect.provide(work, agents), told)
  }).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        process.removeAllListeners("message") // which keep the channel open, and with it this process
        if (process.connected) process.disconnect()
      })
    )
  )
