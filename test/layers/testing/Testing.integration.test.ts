import { expect, layer } from "@effect/vitest"
import { Testing } from "aquifer/testing"
import { Cause, Effect, Exit, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { inject } from "vitest"
import { shop } from "./shop.ts"

const { app, pgbouncer118, postgres } = inject("servers")

const url = (at: { host: string; port: number }, user: string, password: string) =>
  `postgresql://${user}:${password}@${at.host}:${at.port}/postgres?sslmode=disable`

const server = {
  url: url(postgres, postgres.user, postgres.password),
  poolUrl: Redacted.make(url(pgbouncer118 ?? postgres, app.name, app.password))
}

layer(Testing.layer({ migrations: shop, server }))("A suite's database on a server that is there", (it) => {
  it.effect("is migrated, and worked in by the role of the pool's URL", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const { name } = yield* Testing.TestDatabase
      yield* sql`INSERT INTO products ${sql.insert({ sku: "a-1", name: "Lamp", price: 100 })}`
      expect(yield* sql`SELECT current_database()::text AS name, current_user::text AS user`).toEqual([
        { name, user: app.name }
      ])
    })
  )

  it.effect("is not made where a URL is none; its password is not told", () =>
    Effect.gen(function* () {
      const wrong = { ...server, poolUrl: "postgresql://app:secret@host:none/x" }
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(Testing.layer({ server: wrong }))))
      const told = Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "made"
      expect(told).toContain("server.poolUrl")
      expect(told).not.toContain("secret")
    })
  )
})
