import { inspect } from "node:util"
import { expect, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { ownRows, places } from "./keptKeys.ts"
import * as RandomWork from "./RandomWork.ts"

const Choices = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))).check(
  Schema.isMinLength(4),
  Schema.isMaxLength(40)
)

for (const [place, client] of places) {
  layer<SqlClient.SqlClient, unknown>(client, { excludeTestServices: true })(
    `What is told of a transaction, ${place}`,
    (it) => {
      it.effect.prop(
        "is true of its rows, whatever is nested, forked, interrupted and given a deadline in it",
        [Choices],
        ([choices]) =>
          Effect.gen(function* () {
            const { insert, present } = ownRows()
            const works = RandomWork.made(choices)
            const told = yield* RandomWork.done(works, insert)
            const found = yield* present(told.rows.map(({ id }) => id))
            const lies = RandomWork.lies(told, found)
            expect(lies, inspect({ lies, works }, { depth: 12 })).toEqual([])
          }),
        { arbitrary: { seed: 18, runs: place === "memory" ? 300 : 100, size: 40 }, timeout: 240_000 }
      )
    }
  )
}
