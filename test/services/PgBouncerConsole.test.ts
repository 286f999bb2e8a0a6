import { describe, expect, inject, it } from "@effect/vitest"
import { PgBouncerConsole, PgConfig, PgUrl } from "aquifer"
import { Context, Effect, Layer, Result } from "effect"

const { pgbouncer118, pgbouncer124 } = inject("servers")

const consoleAt = (url: string) =>
  Effect.map(
    Layer.build(
      PgBouncerConsole.layerNoDeps.pipe(
        Layer.provide(PgConfig.layerWith({ console: Result.getOrThrow(PgUrl.fromString(url)) }))
      )
    ),
    (context) => Context.get(context, PgBouncerConsole)
  )

const versions = [pgbouncer118, pgbouncer124].flatMap((server) => (server === undefined ? [] : [server]))

describe.each(versions)("PgBouncerConsole of $version", ({ adminUrl, version }) => {
  it.effect("says who it is, and gives its numbers with every column known", () =>
    Effect.gen(function* () {
      const console = yield* consoleAt(adminUrl)
      expect(yield* console.status).toEqual({ _tag: "Available", version, role: "admin" })
      const { pools, stats } = yield* console.snapshot
      expect(pools[0]).toMatchObject({
        database: "pgbouncer",
        clientsActive: 1,
        longestWaitMillis: 0,
        other: {}
      })
      expect(stats[0]).toMatchObject({ database: "pgbouncer", other: {} })
    })
  )
})
