import { describe, expect, it } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg } from "aquifer"
import { Context, Effect, Layer } from "effect"
import { failoverPair } from "../../support/failoverPair.ts"
import { ended } from "../../support/processes.ts"

const open = (endpoint: Parameters<typeof PooledPg.layerWith>[0]["endpoint"], size = 2) =>
  Effect.map(
    Layer.build(PooledPg.layerWith({ endpoint, pool: { size, min: 0, guard: "off" } })),
    Context.get(PooledPg)
  )

interface Role {
  readonly standby: boolean
}

describe("Two servers of which one is a standby", () => {
  it.live("are each found by what is asked for, whichever is named first", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* failoverPair()
      for (const [asked, standby] of [
        ["any", true],
        ["read-write", false],
        ["primary", false],
        ["read-only", true],
        ["standby", true],
        ["prefer-standby", true]
      ] as const) {
        const { sql } = yield* open(endpoint(`target_session_attrs=${asked}`))
        expect(yield* sql<Role>`SELECT pg_is_in_recovery() AS standby`).toEqual([{ standby }])
      }
    }).pipe(Effect.scoped)
  )

  it.live("are shared by connections that go anywhere", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* failoverPair()
      const { sql } = yield* open(endpoint("load_balance_hosts=random"), 20)
      const asked = Array.from(
        { length: 20 },
        () => sql<Role>`SELECT pg_is_in_recovery() AS standby, pg_sleep(0.2)`
      )
      const roles = (yield* Effect.all(asked, { concurrency: "unbounded" }))
        .flat()
        .map(({ standby }) => standby)
      expect(new Set(roles)).toEqual(new Set([true, false]))
    }).pipe(Effect.scoped)
  )

  it.live("lead to the preferred standby's primary once the standby is gone", () =>
    Effect.gen(function* () {
      const { endpoint, standby } = yield* failoverPair()
      const { sql } = yield* open(endpoint("target_session_attrs=prefer-standby"))
      const ask = sql<Role>`SELECT pg_is_in_recovery() AS standby`
      expect(yield* ask).toEqual([{ standby: true }])
      process.kill(standby.pid, "SIGQUIT")
      yield* ended(standby.pid)
      const found = yield* Effect.retry(ask, {
        while: (error) => PgFailure.classify(error)._tag !== "Rejected"
      })
      expect(found).toEqual([{ standby: false }])
    }).pipe(Effect.scoped)
  )

  it.live("have every session looked at again once a write has met a server that takes none", () =>
    Effect.gen(function* () {
      const { endpoint, primary, standby } = yield* failoverPair()
      const [{ sql }, admin] = yield* Effect.all([
        open(endpoint("target_session_attrs=read-write"), 4),
        Effect.map(
          Layer.build(
            DirectPg.layerWith({
              endpoint: { ...endpoint("target_session_attrs=any"), port: primary.port, hosts: undefined }
            })
          ),
          Context.get(DirectPg)
        )
      ])
      const at = sql<{ port: number; readOnly: string }>`
        SELECT inet_server_port() AS port, current_setting('default_transaction_read_only') AS "readOnly", pg_sleep(0.1)`
      const all = Effect.map(
        Effect.all(
          Array.from({ length: 4 }, () => at),
          { concurrency: "unbounded" }
        ),
        (rows) => rows.flat()
      )
      expect(new Set((yield* all).map(({ port }) => port))).toEqual(new Set([primary.port]))
      yield* standby.promote
      // As an administrator demotes a server whose sessions live on, and hear of it one after the other.
      yield* admin.sql`ALTER SYSTEM SET default_transaction_read_only = on`
      yield* admin.sql`SELECT pg_reload_conf()`
      yield* Effect.repeat(all, {
        until: (rows) => rows.every(({ port, readOnly }) => readOnly === "on" || port === standby.port)
      })
      const write = sql`CREATE TABLE IF NOT EXISTS written (n int)`
      yield* Effect.ignore(write)
      expect(new Set((yield* all).map(({ port }) => port))).toEqual(new Set([standby.port]))
      yield* write
    }).pipe(Effect.scoped)
  )
})
