import { describe, expect, it } from "@effect/vitest"
import { Operation, Replica, Transaction } from "aquifer"
import { Effect, Fiber, Option } from "effect"
import { SqlClient } from "effect/sql"
import { Notes, added, answers, text, withPair, write } from "../../../support/replicaNotes.ts"

describe("Own writes of a program that reads at a replica", () => {
  it.live("gives what its own session has written, and what others wrote only as it gets there", () =>
    withPair(({ caughtUp, elsewhere, pause, resume }) =>
      Effect.gen(function* () {
        yield* pause
        yield* elsewhere("UPDATE notes SET text = 'theirs'")
        expect(yield* text).toBe("old")
        yield* Replica.session(
          Effect.gen(function* () {
            yield* write("own")
            expect(yield* text).toBe("own")
            expect(yield* text).toBe("own")
            const notes = yield* Notes
            expect(yield* notes.query()).toHaveLength(1)
            expect((yield* notes.byText("own")).length).toBe(1)
            expect(yield* Replica.session(text)).toBe("old")
          })
        )
        expect(yield* text).toBe("old")
        expect(yield* Effect.flatMap(Notes, (notes) => notes.query())).toMatchObject([{ text: "old" }])
        expect((yield* answers).behind).toBeGreaterThan(0)
        yield* resume
        yield* caughtUp
        expect(yield* text).toBe("own")
      })
    )
  )

  it.live("gives a parent what its child has written, and a caller what a load has stored for another", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        yield* pause
        yield* Fiber.join(yield* Effect.forkChild(write("child's")))
        expect(yield* text).toBe("child's")
        yield* Replica.session(
          Effect.gen(function* () {
            yield* Fiber.join(yield* Effect.forkChild(write("grandchild's")))
            expect(yield* text).toBe("grandchild's")
            const notes = yield* Notes
            const load = Effect.succeed({ id: "loaded", text: "loaded" })
            yield* Effect.all(
              [notes.getOrLoad("loaded", load), Replica.session(notes.getOrLoad("loaded", load))],
              {
                concurrency: "unbounded"
              }
            )
            expect(Option.isSome(yield* notes.find("loaded"))).toBe(true)
          })
        )
      })
    )
  )

  it.live("counts the writes of transactions, of operations, and of nothing that reads", () =>
    withPair(({ pause }) =>
      Effect.gen(function* () {
        yield* pause
        const sql = yield* SqlClient.SqlClient
        const run = yield* Operation.make("Test")
        const primary = Effect.map(answers, ({ primary }) => primary)
        const asked = (effect: Effect.Effect<unknown, unknown, SqlClient.SqlClient>) =>
          added(primary, Replica.session(Effect.andThen(effect, text)))
        const update = sql`UPDATE notes SET text = text`
        expect(yield* asked(Transaction.run()(update))).toBe(1)
        expect(yield* asked(sql.withTransaction(update))).toBe(1)
        expect(yield* asked(run.write("update")(update))).toBe(1)
        expect(yield* asked(run.transaction("update")(update))).toBe(1)
        expect(yield* asked(Transaction.run({ readOnly: true })(sql`SELECT 1`))).toBe(0)
        expect(yield* asked(run.read("select")(sql`SELECT 1`))).toBe(0)
      }).pipe(Effect.scoped)
    )
  )

  it.live("are read at once by pairs of all sorts, in no more than 1.3 round trips", () =>
    withPair(() =>
      Effect.gen(function* () {
        const pairs = 400
        const before = yield* answers
        yield* Effect.forEach(
          Array.from({ length: pairs }, (_, n) => String(n)),
          (n) =>
            Replica.session(
              Effect.gen(function* () {
                yield* write(n)
                // The first tells what the replica must have, and the others find that there or not.
                for (let read = 0; read < 3; read++) expect(yield* text).toBe(n)
              })
            ),
          { discard: true }
        )
        const { behind, failed, primary, replica } = yield* answers
        expect(failed).toBe(0)
        expect(primary - before.primary).toBeGreaterThanOrEqual(pairs)
        const reads = 3 * pairs
        const roundTrips = reads + behind - before.behind
        expect(roundTrips / reads).toBeLessThanOrEqual(1.3)
        expect(replica - before.replica).toBeGreaterThan(0)
      })
    )
  )
})
