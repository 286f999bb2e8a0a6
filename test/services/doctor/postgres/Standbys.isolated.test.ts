import { describe, expect, it } from "@effect/vitest"
import { DirectPg, PgUrl } from "aquifer"
import { DatabaseActivity } from "aquifer/operations"
import { Effect, Layer, Redacted, Result } from "effect"
import { diagnose } from "../../../support/deployment.ts"
import { failoverPair } from "../../../support/failoverPair.ts"
import { simpleQuery } from "../../../support/simpleQuery.ts"

type Pair = Effect.Success<ReturnType<typeof failoverPair>>

const examined = (
  { primary }: Pair,
  user?: string,
  replicas: Readonly<Record<"DATABASE_REPLICA_URL", string>> | undefined = undefined
) =>
  diagnose({
    ...replicas,
    DATABASE_URL: Redacted.value(
      user === undefined ? primary.url() : primary.url(primary.database, user, Redacted.make(user))
    )
  })

describe("Doctor on standbys", () => {
  it.live(
    "says what would be lost with one that commits do not wait for, and what is read as one and is none",
    () =>
      Effect.gen(function* () {
        const pair = yield* failoverPair()
        yield* pair.standby.caughtUp
        const { names, seen } = yield* examined(pair)
        expect(seen.get("standby-asynchronous")?.evidence).toMatch(
          /^commits wait for none of 1: aquifer_standby_\w+ has yet to write \d+ KiB$/
        )
        expect(names).not.toContain("replica-lag")
        const url = Redacted.value(pair.standby.url())
        const both = url.replace(/@[^/]+/, `@127.0.0.1:${pair.standby.port},127.0.0.1:${pair.primary.port}`)
        const replica = yield* examined(pair, undefined, { DATABASE_REPLICA_URL: url })
        expect(replica.names).not.toContain("replica-is-none")
        expect(replica.unchecked.filter(({ name }) => name.startsWith("replicas"))).toEqual([])
        const wrong = yield* examined(pair, undefined, { DATABASE_REPLICA_URL: both })
        expect(wrong.seen.get("replica-is-none")?.evidence).toBe(
          `DATABASE_REPLICA_URL: 127.0.0.1:${pair.primary.port} is no standby`
        )
        yield* simpleQuery(pair.primary.url(), "CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
        expect(names).not.toContain("endpoint-is-standby")
        const followed = yield* diagnose({ DATABASE_URL: url })
        expect(followed.seen.get("endpoint-is-standby")?.evidence).toMatch(
          /^DATABASE_URL leads to 127\.0\.0\.1:\d+$/
        )
        const { unchecked } = yield* examined(pair, "clerk")
        expect(unchecked.find(({ name }) => name.startsWith("standbys"))?.reason).toContain(
          "GRANT pg_monitor"
        )
      }).pipe(Effect.scoped)
  )

  it.live("says nothing of one that commits wait for, but how far it lags", () =>
    Effect.gen(function* () {
      const pair = yield* failoverPair({ synchronous: true, applyDelay: "1 hour" })
      expect((yield* examined(pair)).names).not.toContain("standby-asynchronous")
      // The delay holds up a commit and what follows it, so there has to be one first.
      yield* simpleQuery(pair.primary.url(), "CREATE TABLE first ()")
      yield* simpleQuery(
        pair.primary.url(),
        "CREATE TABLE filled AS SELECT md5(n::text) || md5((-n)::text) AS text FROM generate_series(1, 300000) AS n"
      )
      const { names, seen } = yield* examined(pair)
      expect(seen.get("replica-lag")?.evidence).toMatch(/^aquifer_standby_\w+ has yet to apply \d+\.\d MiB/)
      expect(names).not.toContain("standby-asynchronous")
      const endpoint = Result.getOrThrow(PgUrl.fromString(Redacted.value(pair.primary.url())))
      const activity = Layer.provide(DatabaseActivity.layerNoDeps, DirectPg.layerWith({ endpoint }))
      const { risks } = yield* Effect.provide(
        DatabaseActivity.use(({ snapshot }) => snapshot()),
        activity
      )
      expect(risks.standbys).toMatchObject([{ name: expect.stringMatching(/^aquifer_standby_/) }])
      expect(risks.standbys[0]?.unappliedBytes).toBeGreaterThan(16 * 1024 * 1024)
    }).pipe(Effect.scoped)
  )
})
