import { connect } from "node:net"
import { expect, it } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Testing } from "aquifer/testing"
import { Deferred, Effect, Fiber, Schedule } from "effect"
import { freePort } from "../support/freePort.ts"
import { aquifer, startFile, urlOf } from "../support/program.ts"

const request = (url: string, body?: unknown) =>
  Effect.promise(() =>
    body === undefined
      ? fetch(url)
      : fetch(url, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" }
        })
  )

/** Whether nobody listens there; by a connection of its own, as a request on an old one may yet be answered. */
const isRefused = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(port, "127.0.0.1")
    socket.once("error", () => resume(Effect.succeed(true)))
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.succeed(false))
    })
  })

const order = { key: "one", customer: "who waits", lines: [{ sku: "T-1", quantity: 1 }] }

it.live("The shop is migrated by the command, serves, and answers what it has begun before it ends", () =>
  Effect.gen(function* () {
    const { direct, pooled } = yield* Testing.TestDatabase
    const { sql } = yield* DirectPg
    const port = yield* freePort
    const url = `http://127.0.0.1:${port}`
    const env = { DATABASE_URL: urlOf(direct), DATABASE_POOL_URL: urlOf(pooled), PORT: `${port}` }
    const args = ["migrate", "--from", "test/examples/shop/migrations.ts", "--with", "queue"]
    expect(yield* aquifer(args, env)).toMatchObject({ status: 0, stderr: "" })
    yield* sql`INSERT INTO products (sku, name, price_cents, stock) VALUES ('T-1', 'tea', 450, 10)`

    const shop = yield* startFile("test/examples/shop/main.ts", [], env)
    yield* shop.said("Listening")
    expect((yield* request(`${url}/health/ready`)).status).toBe(200)

    const [locked, released] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
    const lock = sql`SELECT FROM products FOR UPDATE`.pipe(
      Effect.andThen(Deferred.succeed(locked, undefined)),
      Effect.andThen(Deferred.await(released)),
      sql.withTransaction
    )
    yield* Effect.forkScoped(lock)
    yield* Deferred.await(locked)
    const answer = yield* Effect.forkScoped(request(`${url}/orders`, order))
    const waits = sql`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
    yield* Effect.repeat(waits, { until: (rows) => rows.length > 0 })
    shop.kill("SIGTERM")
    yield* Effect.repeat(isRefused(port), {
      until: (refused) => refused,
      schedule: Schedule.spaced("5 millis")
    })
    yield* Deferred.succeed(released, undefined)
    expect((yield* Fiber.join(answer)).status).toBe(200)
    yield* shop.ended
    expect(yield* sql`SELECT customer FROM orders`).toEqual([{ customer: "who waits" }])
  }).pipe(Effect.scoped, Effect.provide(Testing.layer()))
)
