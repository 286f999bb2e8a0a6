import { describe, expectTypeOf, it } from "@effect/vitest"
import { DirectPg, PooledPg, type PooledSqlClient } from "aquifer"
import { Effect } from "effect"
import type { SqlClient } from "effect/sql"

type Pooled = PooledPg["Service"]
type Direct = DirectPg["Service"]

const whole = (sql: SqlClient.SqlClient) => sql

/** Never run: that it compiles, or does not where it is marked, is the test. */
export const pooledUses = Effect.gen(function* () {
  const pooled = yield* PooledPg
  // @ts-expect-error: LISTEN needs a session
  yield* pooled.listen("news")
  // @ts-expect-error: a lock of a session needs one
  yield* pooled.withSessionLock("name")(Effect.void)
  // @ts-expect-error: a held cursor lives in a session
  pooled.heldCursor("SELECT 1")
  // @ts-expect-error: what is reserved is no session here
  yield* pooled.sql.reserve
  // @ts-expect-error: nor by another name
  yield* pooled.sql.safe.reserve
  // @ts-expect-error: nor without transforms
  yield* pooled.sql.withoutTransforms().reserve
  // @ts-expect-error: whoever asks for the whole client may reserve, and gets it by layerSqlClient
  whole(pooled.sql)
  yield* pooled.sql`SELECT 1`
  yield* pooled.sql.withTransaction(pooled.sql.unsafe("SELECT 1"))
})

export const directUses = Effect.gen(function* () {
  const direct = yield* DirectPg
  yield* direct.listen("news")
  yield* direct.withSessionLock("name")(Effect.void)
  direct.heldCursor("SELECT 1")
  yield* direct.sql.reserve
  yield* direct.sql.safe.reserve
  yield* direct.sql.withoutTransforms().reserve
  whole(direct.sql)
})

describe("what needs a session", () => {
  it("is on the direct endpoint alone", () => {
    expectTypeOf<Direct>().toHaveProperty("listen")
    expectTypeOf<Direct>().toHaveProperty("withSessionLock")
    expectTypeOf<Direct>().toHaveProperty("heldCursor")
    expectTypeOf<Direct["sql"]>().toHaveProperty("reserve")
    expectTypeOf<Pooled>().not.toHaveProperty("listen")
    expectTypeOf<Pooled>().not.toHaveProperty("withSessionLock")
    expectTypeOf<Pooled>().not.toHaveProperty("heldCursor")
    expectTypeOf<Pooled["sql"]>().not.toHaveProperty("reserve")
  })

  it("is all that the pooled client lacks", () => {
    expectTypeOf<SqlClient.SqlClient>().toExtend<PooledSqlClient>()
    expectTypeOf<PooledSqlClient>().not.toExtend<SqlClient.SqlClient>()
    expectTypeOf<Exclude<keyof SqlClient.SqlClient, keyof PooledSqlClient>>().toEqualTypeOf<"reserve">()
  })
})
