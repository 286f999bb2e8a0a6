import { existsSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { EmbeddedPg, type EmbeddedPgOptions, StandbyPg, type StandbyPgOptions } from "aquifer/local"
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { newCluster } from "../../support/newCluster.ts"
import { ended, isRunning } from "../../support/processes.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"

const started = Effect.fnUntraced(function* (options: EmbeddedPgOptions = {}) {
  const directory = yield* newCluster
  const settings = { synchronous_commit: "on", ...options.settings }
  const context = yield* Layer.build(EmbeddedPg.layerWith({ directory, ...options, settings }))
  return Context.get(context, EmbeddedPg)
})

const standbyOf = (primary: EmbeddedPg["Service"], options: Partial<StandbyPgOptions> = {}) =>
  Effect.map(Layer.build(StandbyPg.layerWith({ primary, ...options })), (context) =>
    Context.get(context, StandbyPg)
  )

const first = (server: Pick<EmbeddedPg["Service"], "url">, sql: string) =>
  Effect.map(simpleQuery(server.url(), sql), ([row]) => Object.values(row ?? {})[0])

describe("StandbyPg", () => {
  it.live(
    "has what its primary had before and after it was made, takes no writes, and takes them once promoted",
    () =>
      Effect.gen(function* () {
        const primary = yield* started({ settings: { max_connections: 77 } })
        yield* simpleQuery(primary.url(), "CREATE TABLE notes (n int); INSERT INTO notes VALUES (1)")
        const standby = yield* standbyOf(primary)
        yield* simpleQuery(primary.url(), "INSERT INTO notes VALUES (2)")
        yield* standby.caughtUp
        expect(yield* first(standby, "SELECT sum(n)::text FROM notes")).toBe("3")
        expect(yield* first(standby, "SHOW max_connections")).toBe("77")
        const insert = simpleQuery(standby.url(), "INSERT INTO notes VALUES (4)")
        expect(String(yield* Effect.flip(insert))).toContain("read-only")
        process.kill(primary.pid, "SIGQUIT")
        yield* standby.promote
        yield* insert
        expect(yield* first(standby, "SELECT sum(n)::text FROM notes")).toBe("7")
      }).pipe(Effect.scoped)
  )

  it.live(
    "has the primary's commits wait for it where it is synchronous, and no longer once it is gone",
    () =>
      Effect.gen(function* () {
        const primary = yield* started()
        yield* simpleQuery(primary.url(), "CREATE TABLE notes (n int)")
        const scope = yield* Scope.make()
        const standby = yield* Scope.provide(standbyOf(primary, { synchronous: true }), scope)
        expect(yield* first(primary, "SELECT sync_state FROM pg_stat_replication")).toBe("sync")
        process.kill(standby.pid, "SIGKILL")
        yield* ended(standby.pid)
        const insert = yield* Effect.forkChild(simpleQuery(primary.url(), "INSERT INTO notes VALUES (1)"))
        const waiting = first(
          primary,
          "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        )
        yield* Effect.repeat(waiting, { until: (n) => n === "1" })
        yield* Scope.close(scope, Exit.void)
        yield* Fiber.join(insert)
        expect(existsSync(standby.directory)).toBe(false)
        expect(yield* first(primary, "SHOW synchronous_standby_names")).toBe("")
        expect(yield* first(primary, "SELECT count(*)::text FROM pg_replication_slots")).toBe("0")
        yield* simpleQuery(primary.url(), "INSERT INTO notes VALUES (2)")
      }).pipe(Effect.scoped)
  )

  it.live("applies what it has received only after its delay", () =>
    Effect.gen(function* () {
      const primary = yield* started()
      const standby = yield* standbyOf(primary, { applyDelay: "1 hour" })
      yield* simpleQuery(primary.url(), "CREATE TABLE notes (n int)")
      const written = yield* first(primary, "SELECT pg_current_wal_flush_lsn()::text")
      const received = first(standby, `SELECT (pg_last_wal_receive_lsn() >= '${written}')::text`)
      yield* Effect.repeat(received, { until: (yes) => yes === "true" })
      expect(yield* first(standby, "SELECT (to_regclass('notes') IS NULL)::text")).toBe("true")
      expect(isRunning(standby.pid)).toBe(true)
    }).pipe(Effect.scoped)
  )

  it.live("is refused as synchronous by a primary whose commits wait for nothing, with what to do", () =>
    Effect.gen(function* () {
      const primary = yield* started({ settings: { synchronous_commit: "off" } })
      const error = yield* Effect.flip(standbyOf(primary, { synchronous: true }))
      expect(error).toMatchObject({ _tag: "LocalServerError" })
      expect(error.message).toContain("durable: true")
      expect(yield* first(primary, "SHOW synchronous_standby_names")).toBe("")
    }).pipe(Effect.scoped)
  )
})
