import { NodeClusterSocket } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, PooledPg } from "aquifer"
import { ClusterStorage } from "aquifer/operations"
import { Testing } from "aquifer/testing"
import { Cause, Effect, Exit, Fiber, Layer, Option } from "effect"
import { Runner, RunnerAddress, RunnerStorage, ShardId, ShardingConfig } from "effect/cluster"
import { freePort } from "../../support/freePort.ts"
import { startFile, urlOf } from "../../support/program.ts"
import { fleet, Research } from "./researchEntity.ts"

const address = (port: number) => RunnerAddress.make("127.0.0.1", port)
const shards = [1, 2, 3, 4].map((id) => ShardId.make("default", id))

/** Both endpoints as a program has them, whose role makes nothing. */
const asProgram = Layer.unwrap(
  Effect.map(Testing.TestDatabase, ({ direct, pooled: { password, username } }) =>
    DirectPg.layerWith({ endpoint: { ...direct, username, password } })
  )
)
const storage = ClusterStorage.layer.pipe(
  Layer.provide(ShardingConfig.layer({ shardsPerGroup: shards.length })),
  Layer.provideMerge(asProgram)
)

/** The same endpoints, for a process of its own. */
const environment = Effect.map(Testing.TestDatabase, ({ direct, pooled }) => {
  const { password, username } = pooled
  const plain = (endpoint: typeof direct) => `${urlOf(endpoint)}?sslmode=disable`
  return {
    DATABASE_URL: plain({ ...direct, username, password }),
    DATABASE_POOL_URL: `${plain(pooled)}&pgbouncer=true`
  }
})

/** Asks the runners, and is none. */
const client = NodeClusterSocket.layer({
  storage: "byo",
  clientOnly: true,
  shardingConfig: { ...fleet, runnerAddress: Option.none() }
}).pipe(
  Layer.provide(ClusterStorage.layer),
  Layer.provide(ShardingConfig.layer({ ...fleet, runnerAddress: Option.none() })),
  Layer.provide(asProgram)
)

const registered = (port: number) =>
  RunnerStorage.RunnerStorage.use((runners) =>
    runners.register(Runner.make({ address: address(port), groups: ["default"], weight: 1 }), true)
  )

const migrated = Testing.layer({ migrations: kitSchema, with: ["cluster"] })

layer(migrated, { excludeTestServices: true })(
  "The cluster's storage, under a role that makes nothing",
  (it) => {
    it.effect("takes, keeps and gives back shards over one direct connection, and all else is pooled", () =>
      Effect.gen(function* () {
        const runners = yield* RunnerStorage.RunnerStorage
        yield* registered(1)
        const before = (yield* (yield* PooledPg).stats).acquired
        expect(yield* runners.acquire(address(1), shards)).toHaveLength(4)
        expect(yield* runners.refresh(address(1), shards)).toHaveLength(4)
        expect((yield* runners.getRunners).map(([runner]) => runner.address.port)).toEqual([1])
        yield* runners.release(address(1), ShardId.make("default", 4))
        // The session of the locks is all that it ever asked of the direct endpoint.
        expect(yield* (yield* DirectPg).stats).toMatchObject({ size: 1, used: 1, acquired: 1 })
        expect((yield* (yield* PooledPg).stats).acquired).toBeGreaterThan(before)
      }).pipe(Effect.provide(storage))
    )

    it.effect("gives the shards of a runner that was killed to the next who asks", () =>
      Effect.gen(function* () {
        const { direct, pooled } = yield* Testing.TestDatabase
        const { password, username } = pooled
        const plain = (endpoint: typeof direct) => `${urlOf(endpoint)}?sslmode=disable`
        const holder = yield* startFile("test/services/beside/shardHolder.ts", ["2"], {
          DATABASE_URL: plain({ ...direct, username, password }),
          DATABASE_POOL_URL: `${plain(pooled)}&pgbouncer=true`
        })
        yield* holder.said("holding 4")
        const runners = yield* RunnerStorage.RunnerStorage
        yield* registered(3)
        expect(yield* runners.acquire(address(3), shards)).toEqual([])
        holder.kill("SIGKILL")
        yield* holder.ended
        const taken = runners.acquire(address(3), shards)
        expect(yield* Effect.repeat(taken, { until: ({ length }) => length === 4 })).toHaveLength(4)
      }).pipe(Effect.provide(storage))
    )
  }
)

const table = Migration.ofSet("fleet", [
  {
    id: 1,
    name: "researched",
    up: [
      "CREATE TABLE researched (keyword text NOT NULL, by text NOT NULL)",
      "GRANT SELECT, INSERT ON researched TO aquifer_app"
    ]
  }
])

layer(Testing.layer({ migrations: [...kitSchema, ...table], with: ["cluster"] }), {
  excludeTestServices: true
})("A fleet of runners", (it) => {
  it.effect(
    "researches each keyword once, those of a runner that was killed too",
    () =>
      Effect.gen(function* () {
        const env = yield* environment
        const [first, second] = [String(yield* freePort), String(yield* freePort)]
        const one = yield* startFile("test/services/beside/researchRunner.ts", [first, "hard"], env)
        const clientFor = yield* Research.client
        const ask = (keyword: string) => clientFor(keyword).research({ keyword })
        const easy = ["easy 1", "easy 2", "easy 3"]
        expect(yield* Effect.forEach(easy, ask, { concurrency: "unbounded" })).toEqual(easy.map(() => first))
        const hard = ["hard 1", "hard 2", "hard 3"]
        const asked = yield* Effect.forkChild(Effect.forEach(hard, ask, { concurrency: "unbounded" }))
        yield* Effect.forEach(hard, (keyword) => one.said(`researching ${keyword}`))
        yield* startFile("test/services/beside/researchRunner.ts", [second], env)
        one.kill("SIGKILL")
        expect(yield* Fiber.join(asked)).toEqual(hard.map(() => second))
        const { sql } = yield* PooledPg
        const rows = yield* sql`SELECT keyword, by FROM researched ORDER BY keyword`
        expect(rows).toEqual([
          ...easy.map((keyword) => ({ keyword, by: first })),
          ...hard.map((keyword) => ({ keyword, by: second }))
        ])
      }).pipe(Effect.provide(client)),
    60_000
  )
})

layer(Testing.layer({ migrations: kitSchema }))("The cluster's storage without its tables", (it) => {
  it.effect("does not start, and says which command makes them", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(storage)))
      expect(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "started").toContain(
        "run aquifer migrate --with cluster;"
      )
    })
  )
})
