import { expect, layer } from "@effect/vitest"
import { DirectPg, PooledPg, Transaction } from "aquifer"
import { ResearchCache, type ResearchPayload } from "aquifer/research"
import { Context, DateTime, Deferred, Effect, Exit, Fiber, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { research, researchInMemory } from "../../../support/ResearchStore.ts"
import { naughtyNames, naughtyStrings, unstorableStrings } from "../../../support/strings.ts"

const routes = {
  "in memory": researchInMemory,
  direct: research("direct"),
  "through PgBouncer 1.18": research("pgbouncer118"),
  "through PgBouncer 1.24": research("pgbouncer124")
}

const payloadOf = (keyword: string) =>
  Effect.flatMap(ResearchCache, (cache) =>
    Effect.map(
      cache.lookup(keyword),
      Option.map(({ payload }) => payload)
    )
  )

/** Research that waits until it is let go, and counts how often it ran. */
const heldResearch = Effect.gen(function* () {
  const begun = yield* Deferred.make<void>()
  const letGo = yield* Deferred.make<number>()
  let runs = 0
  const work = Effect.suspend(() => {
    runs++
    return Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(letGo))
  })
  return { begun, letGo, runs: () => runs, work }
})

for (const [route, services] of Object.entries(routes)) {
  layer<ResearchCache, unknown>(services)(`ResearchCache ${route}`, (it) => {
    it.effect("finds what was stored, under the trimmed keyword, case counting", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("  Diabetes ", { found: ["a", 1, null, true] })
        expect(yield* payloadOf("Diabetes")).toEqual(Option.some({ found: ["a", 1, null, true] }))
        expect(yield* payloadOf(" Diabetes\n")).toEqual(Option.some({ found: ["a", 1, null, true] }))
        expect(yield* payloadOf("diabetes")).toEqual(Option.none())
        expect(yield* cache.exists("Diabetes")).toBe(true)
        expect(yield* cache.exists("diabetes")).toBe(false)
      })
    )

    it.effect("replaces an entry that is stored again", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("again", 1)
        yield* cache.store("again", 2)
        expect(yield* payloadOf("again")).toEqual(Option.some(2))
      })
    )

    it.effect("says when an entry was fetched and when it expires", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("times", 1, { timeToLive: "90 minutes" })
        const { expiresAt, fetchedAt } = Option.getOrThrow(yield* cache.lookup("times"))
        expect(expiresAt.epochMilliseconds - fetchedAt.epochMilliseconds).toBe(90 * 60_000)
      })
    )

    it.effect("does not find an entry whose time to live is over, and evicts it", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("short", 1, { timeToLive: 0 })
        yield* cache.store("long", 1)
        expect(yield* payloadOf("short")).toEqual(Option.none())
        expect(yield* cache.exists("short")).toBe(false)
        expect(yield* cache.evictExpired).toBe(1)
        expect(yield* cache.evictExpired).toBe(0)
        expect(yield* payloadOf("long")).toEqual(Option.some(1))
      })
    )

    it.effect("looks many keywords up at once and leaves out those without an entry", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("one", 1)
        yield* cache.store("two", 2)
        const found = yield* cache.lookupMany(["one", " two", "three", "one"])
        expect([...found].map(([keyword, { payload }]) => [keyword, payload]).toSorted()).toEqual([
          ["one", 1],
          ["two", 2]
        ])
        expect((yield* cache.lookupMany([])).size).toBe(0)
      })
    )

    it.effect("forgets a keyword", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("forget me", 1)
        expect(yield* cache.invalidate("forget me")).toBe(true)
        expect(yield* cache.invalidate("forget me")).toBe(false)
        expect(yield* payloadOf("forget me")).toEqual(Option.none())
      })
    )

    it.effect("researches a keyword that it does not have, once", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        let researched = 0
        const work = Effect.sync((): ResearchPayload => ({ times: ++researched }))
        expect(yield* cache.getOrResearch("new", work)).toEqual({ times: 1 })
        expect(yield* cache.getOrResearch("new", work)).toEqual({ times: 1 })
        expect(researched).toBe(1)
      })
    )

    it.effect("stores nothing when the research fails, and fails with its error", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const error = yield* Effect.flip(cache.getOrResearch("unlucky", Effect.fail("no answer")))
        expect(error).toBe("no answer")
        expect(yield* cache.exists("unlucky")).toBe(false)
      })
    )

    it.effect("researches once for all who ask at the same time, and tells each of them", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { begun, letGo, runs, work } = yield* heldResearch
        const fibers = yield* Effect.forEach(Array.from({ length: 20 }), () =>
          Effect.forkChild(cache.getOrResearch("crowded", work))
        )
        yield* Deferred.await(begun)
        yield* Deferred.succeed(letGo, 7)
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(Array.from({ length: 20 }, () => 7))
        expect(runs()).toBe(1)
      })
    )

    it.effect("tells a failure to all who asked, and remembers it for none", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const begun = yield* Deferred.make<void>()
        const fail = yield* Deferred.make<never, string>()
        const work = Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(fail))
        const fibers = yield* Effect.forEach([1, 2, 3], () =>
          Effect.forkChild(Effect.flip(cache.getOrResearch("fails at first", work)), {
            startImmediately: true
          })
        )
        yield* Deferred.await(begun)
        yield* Deferred.fail(fail, "no answer")
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(["no answer", "no answer", "no answer"])
        expect(yield* cache.getOrResearch("fails at first", Effect.succeed(2))).toBe(2)
      })
    )

    it.effect("goes on researching when one of the callers leaves, and stops when the last one does", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const stopped = yield* Deferred.make<void>()
        const { begun, letGo, work } = yield* heldResearch
        const watched = Effect.onInterrupt(work, () => Deferred.succeed(stopped, undefined))
        const ask = Effect.forkChild(cache.getOrResearch("left", watched), { startImmediately: true })
        const [first, second] = [yield* ask, yield* ask]
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(first)
        yield* Deferred.succeed(letGo, 3)
        expect(yield* Fiber.join(second)).toBe(3)
        const again = yield* heldResearch
        const alone = yield* Effect.forkChild(
          cache.getOrResearch(
            "left alone",
            Effect.onInterrupt(again.work, () => Deferred.succeed(stopped, undefined))
          )
        )
        yield* Deferred.await(again.begun)
        yield* Fiber.interrupt(alone)
        yield* Deferred.await(stopped)
        expect(yield* cache.getOrResearch("left alone", Effect.succeed(4))).toBe(4)
      })
    )

    it.effect("remembers for a while that there is nothing, for those who can be told", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        let runs = 0
        const nothing = Effect.sync(() => {
          runs++
          return Option.none<ResearchPayload>()
        })
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(runs).toBe(1)
        expect(yield* payloadOf("unheard of")).toEqual(Option.none())
        expect(yield* cache.exists("unheard of")).toBe(false)
        expect(yield* cache.getOrResearch("unheard of", Effect.succeed("found"))).toBe("found")
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.some("found"))
        yield* cache.storeAbsence("unheard of", { absenceTimeToLive: 0 })
        expect(yield* payloadOf("unheard of")).toEqual(Option.none())
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(runs).toBe(2)
      })
    )

    it.effect("tells a payload of null from an absence", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("null", null)
        const never = Effect.die("not researched")
        expect(yield* cache.findOrResearch("null", never)).toEqual(Option.some(null))
        expect(yield* payloadOf("null")).toEqual(Option.some(null))
      })
    )

    it.effect("finds the same for one keyword as for it among many", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const payloads = [
          null,
          false,
          "",
          'žluťoučký 🐎 "\\\n',
          -1.5e300,
          [],
          { a: [{}] },
          "x".repeat(100_000)
        ]
        const keywords = payloads.map((_, index) => `same ${index}\nü`)
        for (const [index, payload] of payloads.entries()) yield* cache.store(`same ${index}\nü`, payload)
        yield* cache.storeAbsence("same nothing")
        yield* cache.store("same old", 1, { timeToLive: 0 })
        const many = yield* cache.lookupMany([...keywords, "same nothing", "same old", "same never"])
        expect([...many.keys()]).toEqual(keywords)
        for (const [index, keyword] of keywords.entries()) {
          expect(yield* cache.lookup(keyword)).toEqual(Option.some(many.get(keyword)))
          expect(many.get(keyword)?.payload).toEqual(payloads[index])
        }
        for (const keyword of ["same nothing", "same old", "same never"]) {
          expect(yield* cache.lookup(keyword), keyword).toEqual(Option.none())
        }
      })
    )

    it.effect("answers with what has just expired while it is researched anew, where that is allowed", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("stale", "old", { timeToLive: 0 })
        const { begun, letGo, runs, work } = yield* heldResearch
        const ask = cache.getOrResearch("stale", work, { staleFor: "1 hour" })
        expect(yield* ask).toBe("old")
        yield* Deferred.await(begun)
        expect(yield* ask).toBe("old")
        const strict = yield* Effect.forkChild(cache.getOrResearch("stale", work), { startImmediately: true })
        yield* Deferred.succeed(letGo, 5)
        expect(yield* Fiber.join(strict)).toBe(5)
        expect(yield* ask).toBe(5)
        expect(runs()).toBe(1)
      })
    )

    it.effect("gives every text back as it was stored, as keyword, value and key", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        for (const text of naughtyNames) {
          yield* cache.store(text, { [text]: [text] })
          expect(yield* payloadOf(text)).toEqual(Option.some({ [text]: [text] }))
        }
        const found = yield* cache.lookupMany(naughtyNames)
        expect([...found.keys()].toSorted()).toEqual(naughtyNames.toSorted())
        const all = { all: naughtyStrings, ...Object.fromEntries(naughtyStrings.map((text) => [text, text])) }
        yield* cache.store("all of them", all)
        expect(yield* payloadOf("all of them")).toEqual(Option.some(all))
      })
    )

    it.effect("refuses a keyword that cannot be stored, and names the field", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const refused = [
          ...unstorableStrings,
          ["", "empty"],
          [" \t", "empty"],
          ["é".repeat(257), "512"]
        ] as const
        for (const [keyword, problem] of refused) {
          const { operation, reason, service } = yield* Effect.flip(cache.lookup(keyword))
          expect([service, operation]).toEqual(["ResearchCache", "lookup"])
          expect(reason).toMatchObject({ _tag: "Rejected", field: "keyword", statement: "did not run" })
          expect(reason.message).toContain(problem)
        }
        yield* cache.store("é".repeat(256), 1)
      })
    )

    it.effect("refuses a payload that would come back changed, and names the place in it", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const refused: ReadonlyArray<readonly [payload: unknown, field: string]> = [
          [{ a: [1, Number.NaN] }, "payload.a[1]"],
          [Infinity, "payload"],
          [{ zero: -0 }, "payload.zero"],
          [{ b: undefined }, "payload.b"],
          [1n, "payload"],
          [{ when: new Date(0) }, "payload.when"],
          [{ text: "a\0" }, "payload.text"],
          [{ deep: { "\ud800": 1 } }, "payload.deep"],
          ["x".repeat(7 * 1024 * 1024 + 1), "payload"],
          ["x".repeat(7 * 1024 * 1024 - 1), "payload"], // with its quotation marks
          [Array.from({ length: 20 }, () => "x".repeat(1024 * 1024)), "payload"],
          [Array.from({ length: 50_000 }, () => 1e300), "payload"] // short here, 15 MiB as Postgres writes it
        ]
        for (const [payload, field] of refused) {
          const { reason } = yield* Effect.flip(cache.store("refused", payload as ResearchPayload))
          expect(reason).toMatchObject({ _tag: "Rejected", field, statement: "did not run" })
        }
        expect(yield* cache.exists("refused")).toBe(false)
        const longest = "x".repeat(7 * 1024 * 1024 - 2)
        yield* cache.store("longest", longest)
        expect(Option.getOrNull(yield* payloadOf("longest")) === longest).toBe(true)
      })
    )

    it.effect("refuses a time to live that is none", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        for (const timeToLive of [-1, "Infinity", Number.NaN] as const) {
          const { reason } = yield* Effect.flip(cache.store("ttl", 1, { timeToLive }))
          expect(reason).toMatchObject({ _tag: "Rejected", field: "timeToLive" })
        }
      })
    )
  })

  layer<ResearchCache, unknown>(services)(`ResearchCache statistics ${route}`, (it) => {
    it.effect("counts entries, expired ones, hits and misses, but not what exists asks", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("live", 1)
        yield* cache.store("dead", 1, { timeToLive: 0 })
        yield* cache.lookup("live")
        yield* cache.lookupMany(["live", "dead", "none"])
        yield* cache.exists("live")
        expect(yield* cache.stats).toEqual({ entries: 1, expired: 1, hits: 2, misses: 2 })
      })
    )
  })
}

layer(ResearchCache.layerMemory)("ResearchCache on a test's clock", (it) => {
  it.effect("holds nothing while it researches: a second caller is answered meanwhile", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const started = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<number>()
      const slow = Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(answer))
      const fiber = yield* Effect.forkChild(cache.getOrResearch("slow", slow))
      yield* Deferred.await(started)
      yield* cache.store("other", 1)
      yield* Deferred.succeed(answer, 7)
      expect(yield* Fiber.join(fiber)).toBe(7)
    })
  )
})

layer(research("pgbouncer118"))("ResearchCache under many callers", (it) => {
  it.effect("answers two hundred of them in a few statements, each with its own", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const pool = yield* PooledPg
      const keywords = Array.from({ length: 50 }, (_, index) => `shared ${index}`)
      yield* Effect.forEach(keywords, (keyword, index) => cache.store(keyword, index))
      yield* cache.stats
      const before = (yield* pool.stats).acquired
      const found = yield* Effect.forEach(
        [...keywords, ...keywords],
        (keyword) =>
          Effect.all([
            payloadOf(keyword),
            cache.exists(`${keyword} `),
            cache.lookupMany([keyword, "nothing"])
          ]),
        { concurrency: "unbounded" }
      )
      for (const [index, [payload, exists, many]] of found.entries()) {
        expect(payload).toEqual(Option.some(index % 50))
        expect(exists).toBe(true)
        expect([...many.values()].map(({ payload }) => payload)).toEqual([index % 50])
      }
      expect((yield* pool.stats).acquired - before).toBeLessThan(20)
    })
  )

  it.effect(
    "fails only those whose row cannot be read",
    () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { sql } = yield* DirectPg
        yield* cache.store("healthy", 1)
        yield* sql`INSERT INTO research_cache (keyword, payload, expires_at) VALUES ('poisoned', to_jsonb(repeat('x', 33 * 1024 * 1024)), 'infinity')`
        const exits = yield* Effect.forEach(
          ["healthy", "healthy", "poisoned", "healthy"],
          (keyword) => Effect.exit(payloadOf(keyword)),
          { concurrency: "unbounded" }
        )
        expect(exits.map(Exit.isSuccess)).toEqual([true, true, false, true])
        yield* sql`DELETE FROM research_cache WHERE keyword = 'poisoned'`
      }),
    { timeout: 60_000 }
  )

  it.effect("refuses those inside a transaction of another pool, and none of those who ask beside them", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* DirectPg
      yield* cache.store("beside", 1)
      const inside = payloadOf("beside").pipe(Transaction.run())
      const refused = Effect.flip(Effect.provideService(inside, SqlClient.SqlClient, sql))
      const [failure, ...found] = yield* Effect.all([refused, payloadOf("beside"), payloadOf("nothing")], {
        concurrency: "unbounded"
      })
      expect(failure).toMatchObject({ operation: "lookup", reason: { _tag: "Rejected" } })
      expect(found).toEqual([Option.some(1), Option.none()])
    })
  )

  it.effect("keeps those inside a transaction on its connection, seeing what it wrote", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { sql } = yield* PooledPg
      const wrote = yield* Deferred.make<void>()
      const looked = yield* Deferred.make<void>()
      const inside = sql.withTransaction(
        Effect.gen(function* () {
          yield* cache.store("not yet", 1)
          yield* Deferred.succeed(wrote, undefined)
          yield* Deferred.await(looked)
          return yield* Effect.all([payloadOf("not yet"), cache.exists("not yet")], { concurrency: 2 })
        })
      )
      const fiber = yield* Effect.forkChild(inside)
      yield* Deferred.await(wrote)
      expect(yield* payloadOf("not yet")).toEqual(Option.none())
      yield* Deferred.succeed(looked, undefined)
      expect(yield* Fiber.join(fiber)).toEqual([Option.some(1), true])
    })
  )

  it.effect("reads every time that Postgres has, the same for one and for many", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const cache = yield* ResearchCache
      yield* sql`INSERT INTO research_cache (keyword, payload, fetched_at, expires_at) VALUES
        ('for ever', '1', '-infinity', 'infinity'), ('long', '1', '1969-12-31 23:59:59.999999Z', '9999-12-31 23:59:59.999999Z'),
        ('exact', '1', '2026-01-31 12:00:00.123999Z', '2999-01-31 12:00:00.000001Z')`
      const many = yield* cache.lookupMany(["for ever", "long", "exact"])
      for (const [keyword, entry] of many) {
        expect(yield* cache.lookup(keyword), keyword).toEqual(Option.some(entry))
      }
      const times = [...many.values()].map(({ expiresAt, fetchedAt }) =>
        [fetchedAt, expiresAt].map(DateTime.formatIso)
      )
      expect(times).toEqual([
        ["+275760-09-13T00:00:00.000Z", "+275760-09-13T00:00:00.000Z"],
        ["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"],
        ["2026-01-31T12:00:00.123Z", "2999-01-31T12:00:00.000Z"]
      ])
    })
  )
})

/** A keyword that some process researches, or did, until so long from now. */
const heldElsewhere = (keyword: string, time: string) =>
  Effect.flatMap(
    DirectPg,
    ({ sql }) => sql`
      INSERT INTO aquifer_leases (name, holder, expires_at)
      VALUES ('ResearchCache ' || encode(sha256(${keyword}::text::bytea), 'hex'), gen_random_uuid(), now() + ${time}::text::interval)`
  )

/** A second process: the same database or memory, a service of its own. */
const another = Layer.fresh(ResearchCache.layerNoDeps)

layer(research("pgbouncer118"), { excludeTestServices: true })("ResearchCache in two processes", (it) => {
  it.effect("researches once between them, and a lease whose holder died is taken over", () =>
    Effect.gen(function* () {
      const here = yield* ResearchCache
      const there = Context.get(yield* Layer.build(another), ResearchCache)
      const { sql } = yield* DirectPg
      const { begun, letGo, runs, work } = yield* heldResearch
      const first = yield* Effect.forkChild(here.getOrResearch("both", work), { startImmediately: true })
      yield* Deferred.await(begun)
      const second = yield* Effect.forkChild(there.getOrResearch("both", work), { startImmediately: true })
      const held = sql`SELECT FROM aquifer_leases WHERE holder IS NOT NULL`
      yield* Effect.repeat(held, { until: (rows) => rows.length > 0 })
      yield* Deferred.succeed(letGo, 1)
      expect(yield* Effect.all([Fiber.join(first), Fiber.join(second)])).toEqual([1, 1])
      expect(runs()).toBe(1)
      expect(yield* held).toEqual([])

      yield* heldElsewhere("dead", "-1 second")
      expect(yield* there.getOrResearch("dead", Effect.succeed(2))).toBe(2)
    })
  )

  it.effect("researches once for those who take an absence for an answer and those who do not", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { begun, letGo, runs, work } = yield* heldResearch
      const find = cache.findOrResearch("either", Effect.asSome(work))
      const finding = yield* Effect.forkChild(find, { startImmediately: true })
      yield* Deferred.await(begun)
      const getting = yield* Effect.forkChild(cache.getOrResearch("either", work), { startImmediately: true })
      const { sql } = yield* DirectPg
      const taken = sql`SELECT FROM aquifer_leases WHERE holder IS NOT NULL`
      expect(yield* taken).toHaveLength(1)
      yield* Deferred.succeed(letGo, 1)
      expect(yield* Fiber.join(finding)).toEqual(Option.some(1))
      expect(yield* Fiber.join(getting)).toBe(1)
      expect(runs()).toBe(1)
    })
  )

  it.effect("gives the lease back when nobody waits for the research any more", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const { begun, work } = yield* heldResearch
      const waiting = yield* Effect.forkChild(cache.getOrResearch("left", work), { startImmediately: true })
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(waiting)
      expect(yield* cache.getOrResearch("left", Effect.succeed(2))).toBe(2)
    })
  )

  it.effect("waits for a lease that is held, holding no connection", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const pool = yield* PooledPg
      yield* heldElsewhere("held", "1 hour")
      const waiting = yield* Effect.forkChild(cache.getOrResearch("held", Effect.die("not researched")), {
        startImmediately: true
      })
      yield* Effect.repeat(pool.stats, { until: ({ used }) => used === 0 })
      yield* cache.store("held", "by another")
      expect(yield* Fiber.join(waiting)).toBe("by another")
    })
  )
})
