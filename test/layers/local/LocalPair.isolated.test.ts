import { existsSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { PgConfig, PooledPg } from "aquifer"
import { LocalPair } from "aquifer/local"
import { ReportsPool } from "aquifer/research"
import { ConfigProvider, Effect, Layer, Redacted, Scope } from "effect"
import { openFolder } from "../../support/openFolder.ts"

const nothingSet = ConfigProvider.layer(ConfigProvider.fromEnv({ env: {} }))

it.live("has a lane for reports, which leaves the main pool its server connections", () =>
  Effect.gen(function* () {
    const [main, lane] = [yield* PooledPg, yield* ReportsPool]
    const { max } = yield* lane.stats
    expect(max).toBe(3)
    // Each holds a server connection of the lane, and waits there for the main pool, which has one.
    const inside = Effect.andThen(
      lane.sql`SELECT 1`,
      main.sql<{ name: string }>`SELECT current_database() AS name`
    )
    const held = yield* Effect.all(
      Array.from({ length: max }, () => lane.sql.withTransaction(inside)),
      { concurrency: "unbounded" }
    )
    expect(held.flat().map(({ name }) => name)).toEqual(["aquifer", "aquifer", "aquifer"])
  }).pipe(
    Effect.provide(
      Layer.merge(PooledPg.layerNoDeps, ReportsPool.layerLaneNoDeps).pipe(
        Layer.provide(PgConfig.layerOrLocal({ temporary: true, poolSize: 1 })),
        Layer.provide(nothingSet)
      )
    )
  )
)

/** A pair as a program of its own has it, which ends when the effect that comes with it is run. */
const program = (directory: string, ports: { readonly postgresPort?: number } = {}) =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope, exit) => Scope.close(scope, exit))
    const pair = yield* Scope.provide(LocalPair.start({ directory, ...ports }), scope)
    return { pair, end: Effect.flatMap(Effect.exit(Effect.void), (exit) => Scope.close(scope, exit)) }
  })

const answers = (pair: LocalPair.LocalPair) =>
  Effect.flatMap(PooledPg, ({ sql }) => sql`SELECT current_user AS name`).pipe(
    Effect.provide(Layer.provide(Layer.fresh(PooledPg.layerNoDeps), PgConfig.layerWith(pair)))
  )

it.live(
  "is shared by programs of one directory, whose first one it ends with",
  () =>
    Effect.gen(function* () {
      const directory = join(yield* openFolder, "data")
      const first = yield* program(directory)
      const second = yield* program(directory)
      expect(second.pair).toEqual(first.pair)
      expect(yield* answers(second.pair)).toEqual([{ name: "aquifer" }])
      // It holds passwords.
      expect(statSync(join(directory, "pair.json")).mode & 0o777).toBe(0o600)
      const elsewhere = yield* Effect.flip(program(directory, { postgresPort: 1 }))
      expect(elsewhere.message).toContain("runs the private servers")
      yield* second.end
      expect(yield* answers(first.pair)).toEqual([{ name: "aquifer" }])
      yield* first.end
      expect(existsSync(join(directory, "pair.json"))).toBe(false)
      const third = yield* program(directory)
      const passwords = [third, first].map(({ pair }) =>
        Redacted.value(pair.pooled.password ?? Redacted.make(""))
      )
      expect(new Set(passwords).size).toBe(2)
    }).pipe(Effect.scoped),
  60_000
)

it.live(
  "is one pair, though two programs start it in the same moment",
  () =>
    Effect.gen(function* () {
      const directory = join(yield* openFolder, "data")
      const both = [program(directory), program(directory)]
      const [first, second] = yield* Effect.all(both, { concurrency: "unbounded" })
      expect(second?.pair).toEqual(first?.pair)
    }).pipe(Effect.scoped),
  60_000
)
