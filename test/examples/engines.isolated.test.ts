import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { ResearchCache } from "aquifer/research"
import { Array, Effect, Layer, Logger, Result } from "effect"
import { blocks } from "../support/chapter.ts"
import { ended } from "../support/processes.ts"
import { redisFolder, startRedis } from "../support/redisServer.ts"
import { politely, research, shared } from "./engines/provider.ts"

it("The chapter on engines beyond shows what the tests run", () => {
  const shown = readFileSync(new URL("engines/provider.ts", import.meta.url), "utf8")
  expect(blocks("src/services/beside/Engines.md", "ts")).toEqual([shown])
})

/** What each of several processes has: a connection to Redis of its own. */
const aProcess = (url: string) => Layer.build(Layer.fresh(shared(url)))

describe.each(redisFolder === undefined ? [] : [{ folder: redisFolder }])("Through Redis", ({ folder }) => {
  it.live("two processes get between them what the provider sells", () =>
    Effect.gen(function* () {
      const { url } = yield* startRedis(folder)
      const processes = yield* Effect.all([aProcess(url), aProcess(url)])
      let asked = 0
      const ask = politely(Effect.sync(() => ++asked))
      const results = yield* Effect.forEach(
        processes,
        (context) =>
          Effect.all(Array.replicate(Effect.result(Effect.provideContext(ask, context)), 60), {
            concurrency: "unbounded"
          }),
        { concurrency: "unbounded" }
      )
      const refused = results.flat().flatMap((result) => (Result.isFailure(result) ? [result.failure] : []))
      expect([refused.length, asked]).toEqual([20, 100])
      expect(new Set(refused.map(({ reason }) => reason._tag))).toEqual(new Set(["RateLimitExceeded"]))
    })
  )

  it.live("what one process has seen fail is left alone by the others", () =>
    Effect.gen(function* () {
      const { url } = yield* startRedis(folder)
      const [one, other] = yield* Effect.all([aProcess(url), aProcess(url)])
      const failing = politely(Effect.fail("503" as const))
      for (let times = 0; times < 5; times++) {
        expect(yield* Effect.flip(Effect.provideContext(failing, one))).toBe("503")
      }
      let asked = 0
      const ask = politely(Effect.sync(() => ++asked))
      const refused = yield* Effect.flip(Effect.provideContext(ask, other))
      expect(refused).toMatchObject({ reason: { _tag: "CircuitOpen" } })
      expect(asked).toBe(0)
    })
  )

  it.live(
    "nobody asks beyond the limit, or waits, while Redis is away",
    () =>
      Effect.gen(function* () {
        const { pid, url } = yield* startRedis(folder)
        const context = yield* aProcess(url)
        expect(yield* Effect.provideContext(politely(Effect.succeed(1)), context)).toBe(1)
        process.kill(pid, "SIGKILL")
        yield* ended(pid)
        let asked = 0
        const ask = politely(Effect.sync(() => ++asked))
        const refused = yield* Effect.flip(Effect.provideContext(ask, context))
        expect(refused).toMatchObject({ reason: { _tag: "RateLimitStoreError" } })
        expect(asked).toBe(0)
      }).pipe(Effect.provide(Logger.layer([]))) // the client and the breaker say that it is away
  )

  it.live("a keyword that is held costs no answer of the provider's", () =>
    Effect.gen(function* () {
      const { url } = yield* startRedis(folder)
      let asked = 0
      const ask = Effect.sync(() => ({ asked: ++asked }))
      const found = yield* Effect.all([research("diabetes", ask), research("diabetes", ask)]).pipe(
        Effect.provide(Layer.merge(ResearchCache.layerMemory, shared(url)))
      )
      expect(found).toEqual([{ asked: 1 }, { asked: 1 }])
    })
  )
})
