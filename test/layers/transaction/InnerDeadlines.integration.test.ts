import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, PooledPg } from "aquifer"
import { Effect } from "effect"
import { endpoints } from "../../support/ResearchStore.ts"

const slow = "SELECT pg_sleep(30)"
const hasty = Deadline.within("200 millis")

layer(endpoints("pgbouncer118"), { excludeTestServices: true })("A deadline of one statement", (it) => {
  it.effect("says of one in a transaction that it ran, and was rolled back", () =>
    Effect.gen(function* () {
      const { sql } = yield* PooledPg
      const told = yield* Effect.flip(
        sql.withTransaction(Effect.andThen(sql`SELECT 1`, hasty(sql.unsafe(slow))))
      )
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "rolled back" })
      expect(told.message).not.toContain("POOL_SIZE")
    })
  )

  it.effect("says of one in a session that it may have run", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const session = yield* sql.reserve
      const told = yield* Effect.flip(hasty(session.executeUnprepared(slow, [], undefined)))
      expect(told).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
    }).pipe(Effect.scoped)
  )
})
