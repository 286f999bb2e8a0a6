import { describe, expect, it } from "@effect/vitest"
import { DocumentSource, ResearchCache, ResearchDocuments, ResearchMemory } from "aquifer/research"
import { Deferred, Effect, Fiber, Layer } from "effect"
import {
  MessageStorage,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import * as ResearchEntity from "../../../src/services/research/ResearchEntity.ts"

const groups = {
  availableShardGroups: ["default", ResearchEntity.shardGroup],
  assignedShardGroups: [ResearchEntity.shardGroup]
}

/** A cluster of this process alone. */
const cluster = Sharding.layer.pipe(
  Layer.provideMerge(Runners.layerNoop),
  Layer.provideMerge(MessageStorage.layerMemory),
  Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
  Layer.provide(ShardingConfig.layer(groups))
)

const store = Layer.mergeAll(ResearchCache.layerMemory, ResearchDocuments.layerMemory, ResearchMemory.layer)

const documents = [{ url: "u", title: "t", body: "b" }]

describe("an agent as an entity", () => {
  it.live("goes on when whoever waits for it is gone, and answers the next one who asks", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const leave = yield* Deferred.make<void>()
      let reads = 0
      const read = Effect.fnUntraced(function* () {
        reads += 1
        yield* Deferred.succeed(begun, undefined)
        yield* Deferred.await(leave)
        return documents
      })
      const source = Layer.succeed(
        DocumentSource,
        DocumentSource.of({ path: "memory", keywords: ["diabetes"], documents: 1, read })
      )
      const agents = ResearchEntity.layer.pipe(Layer.provide([store, source]), Layer.provideMerge(cluster))

      const answer = Effect.gen(function* () {
        const { research } = (yield* ResearchEntity.ResearchEntity.client)("1")
        const ask = research({ keywords: ["diabetes"], operation: "first" })
        const waiting = yield* Effect.forkChild(ask)
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(waiting)
        yield* Deferred.succeed(leave, undefined)
        return yield* ask
      })
      const { by, errands } = yield* Effect.provide(answer, agents)
      expect(by).toBe(process.pid)
      expect(errands).toMatchObject([{ lookup: { hit: false }, store: { documents: 1 } }])
      expect(reads).toBe(1)
    })
  )
})
