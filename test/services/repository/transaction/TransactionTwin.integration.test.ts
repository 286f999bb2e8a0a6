import { expect, layer } from "@effect/vitest"
import { Deadline, Identity, PgFailure, Transaction } from "aquifer"
import { Cause, Deferred, Effect, Exit, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { ownRows, places } from "./keptKeys.ts"

const failureIn = (exit: Exit.Exit<unknown, unknown>): PgFailure.PgFailure => {
  if (Exit.isSuccess(exit)) throw new Error("succeeded")
  expect(Cause.hasDies(exit.cause)).toBe(false)
  const failure = PgFailure.ofCause(exit.cause)
  if (failure._tag === "None") throw new Error(`no failure of ours: ${Cause.pretty(exit.cause)}`)
  return failure.value
}

const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(Effect.exit(effect), failureIn)

const nested = Transaction.run()
const hasty = Deadline.within("500 millis")

const forked = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.forkChild(Effect.exit(Effect.asVoid(effect)), { startImmediately: true })

/** A nested transaction that has done something, and goes on when it is let go. */
const held = Effect.fnUntraced(function* <E, R>(
  begins: Effect.Effect<unknown, E, R>,
  then: Effect.Effect<unknown, unknown> = Effect.fail("no")
) {
  const begun = yield* Deferred.make<void>()
  const goOn = yield* Deferred.make<void>()
  const fiber = yield* begins.pipe(
    Effect.andThen(Deferred.succeed(begun, undefined)),
    Effect.andThen(Deferred.await(goOn)),
    Effect.andThen(then),
    nested,
    Effect.withSpan("the order's lines"),
    Effect.exit,
    Effect.forkChild
  )
  yield* Deferred.await(begun)
  return { fiber, letGo: Effect.andThen(Deferred.succeed(goOn, undefined), Fiber.join(fiber)) }
})

for (const [place, client] of places) {
  layer<SqlClient.SqlClient, unknown>(client, { excludeTestServices: true })(
    `Nested transactions of a client and its twin, ${place}`,
    (it) => {
      it.effect("that fail undo what is in them, and nothing that runs beside them", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          yield* Transaction.run()(
            Effect.gen(function* () {
              const { letGo } = yield* held(insert(1))
              const beside = [yield* forked(insert(2)), yield* forked(nested(insert(3)))]
              expect(Exit.isFailure(yield* letGo)).toBe(true)
              for (const fiber of beside) expect(yield* Fiber.join(fiber)).toEqual(Exit.void)
            })
          )
          expect(yield* present([1, 2, 3])).toEqual([2, 3])
        })
      )

      it.effect("begin behind statements that are under way, and run one after the other", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const one = (id: number, isKept: boolean) =>
            insert(id, Effect.sleep("5 millis")).pipe(
              Effect.andThen(isKept ? Effect.void : Effect.fail("no")),
              nested,
              Effect.exit
            )
          const three = (id: number) =>
            Effect.all([one(id, false), insert(id + 1), one(id + 2, true)], { concurrency: "unbounded" })
          yield* Effect.all([nested(three(1)), Effect.exit(nested(Effect.flip(three(11)))), three(21)], {
            concurrency: "unbounded"
          }).pipe(Transaction.run())
          expect(yield* present([1, 2, 3, 11, 12, 13, 21, 22, 23])).toEqual([2, 3, 22, 23])
        })
      )

      it.effect("in nested ones are undone by themselves, and with what is around them", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const deep = (id: number, ends: Effect.Effect<void, string>) =>
            Effect.gen(function* () {
              yield* insert(id)
              yield* Effect.exit(nested(Effect.andThen(insert(id + 1), Effect.fail("no"))))
              yield* nested(Effect.andThen(insert(id + 2), nested(insert(id + 3))))
              yield* ends
            }).pipe(nested, Effect.exit)
          yield* Transaction.run()(Effect.andThen(deep(1, Effect.void), deep(11, Effect.fail("no"))))
          expect(yield* present([1, 2, 3, 4, 11, 12, 13, 14])).toEqual([1, 3, 4])
        })
      )

      it.effect("that wait for a statement beside them have it fail at its deadline, and say so", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          yield* Transaction.run()(insert(0)) // so that there is a connection
          const crossed = Effect.gen(function* () {
            yield* insert(1)
            const ready = yield* Deferred.make<void>()
            const beside = yield* Effect.forkChild(Effect.andThen(Deferred.await(ready), insert(2)))
            yield* insert(3).pipe(
              Effect.andThen(Deferred.succeed(ready, undefined)),
              Effect.andThen(Fiber.join(beside)),
              nested,
              Effect.withSpan("the order's lines")
            )
          })
          const failure = yield* failureOf(hasty(Transaction.run()(crossed)))
          expect(failure).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
          expect(failure.message).toContain("nested transaction beside it (the order's lines)")
          expect(yield* present([1, 2, 3])).toEqual([])
        })
      )

      it.effect("leave the transaction usable for those who give up waiting for them", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          yield* Transaction.run()(
            Effect.gen(function* () {
              const { letGo } = yield* held(insert(1))
              const waiting = [yield* forked(insert(2)), yield* forked(nested(insert(3)))]
              const behind = yield* forked(insert(4))
              for (const fiber of waiting) yield* Fiber.interrupt(fiber)
              expect(yield* failureOf(insert(5).pipe(Deadline.within("20 millis")))).toMatchObject({
                _tag: "DeadlineExceeded",
                statement: "did not run"
              })
              yield* letGo
              expect(yield* Fiber.join(behind)).toEqual(Exit.void)
              yield* nested(insert(6))
            })
          )
          expect(yield* present([1, 2, 3, 4, 5, 6])).toEqual([4, 6])
        })
      )

      it.effect("take nothing more once they have ended, in whatever way, nor does what is around them", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const late = (goOn: Deferred.Deferred<void>) =>
            Deferred.await(goOn).pipe(
              Effect.andThen(Effect.all([Effect.exit(insert(1)), Effect.exit(nested(insert(2)))])),
              Effect.forkDetach
            )
          for (const end of [Effect.void, Effect.fail("no")]) {
            const goOn = yield* Deferred.make<void>()
            const left = yield* Deferred.make<Fiber.Fiber<ReadonlyArray<Exit.Exit<unknown, unknown>>>>()
            const leaving = late(goOn).pipe(
              Effect.flatMap((fiber) => Deferred.succeed(left, fiber)),
              Effect.andThen(end)
            )
            const inNested = leaving.pipe(
              nested,
              Effect.exit,
              Effect.andThen(Deferred.succeed(goOn, undefined)),
              Effect.andThen(Effect.flatMap(Deferred.await(left), Fiber.await)),
              Transaction.run()
            )
            const around = leaving.pipe(
              Transaction.run(),
              Effect.exit,
              Effect.andThen(Deferred.succeed(goOn, undefined))
            )
            for (const work of [inNested, around]) {
              yield* work
              for (const exit of yield* Fiber.join(yield* Deferred.await(left))) {
                expect(failureIn(exit)).toMatchObject({ _tag: "Rejected", statement: "did not run" })
                expect(failureIn(exit).message).toContain("has ended; join the fiber")
              }
            }
          }
          expect(yield* present([1, 2])).toEqual([])
        })
      )

      it.effect("that are open when the one around them is to end have both rolled back", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const leaving = held(insert(1), Effect.void)
          const outer = yield* failureOf(Transaction.run()(leaving))
          expect(outer).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
          expect(outer.message).toContain("still open")
          yield* Transaction.run()(
            Effect.gen(function* () {
              yield* insert(2)
              const left = yield* Deferred.make<Effect.Effect<unknown>>()
              const between = Effect.flatMap(leaving, ({ letGo }) => Deferred.succeed(left, letGo))
              expect(yield* failureOf(nested(between))).toMatchObject({ statement: "rolled back" })
              yield* insert(3)
              yield* Effect.flatten(Deferred.await(left)) // its savepoint has gone, and it undoes nothing
              yield* insert(4)
            })
          )
          expect(yield* present([1, 2, 3, 4])).toEqual([2, 3, 4])
        })
      )
    }
  )

  layer<SqlClient.SqlClient, unknown>(client, { excludeTestServices: true })(
    `A deadline in transactions of a client and its twin, ${place}`,
    (it) => {
      /** What a deadline says of some work, in a transaction in which everything else goes on, and which rows are kept. */
      const kept = Effect.fnUntraced(function* (
        work: (
          insert: ReturnType<typeof ownRows>["insert"]
        ) => Effect.Effect<unknown, unknown, Transaction.Current | SqlClient.SqlClient>
      ) {
        const { insert, present } = ownRows()
        const told = yield* Transaction.run()(Effect.andThen(insert(1), failureOf(hasty(work(insert)))))
        return { told, ids: yield* present([1, 2, 3]) }
      })

      it.effect("says of work that is part of it that what it did may stay, as it does", () =>
        Effect.gen(function* () {
          const { ids, told } = yield* kept((insert) => Effect.andThen(insert(2), Effect.never))
          expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
          expect(told.message).toContain("stays if that commits")
          expect(ids).toEqual([1, 2])
        })
      )

      it.effect("says of a nested one that it was rolled back", () =>
        Effect.gen(function* () {
          const { ids, told } = yield* kept((insert) => nested(Effect.andThen(insert(2), Effect.never)))
          expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
          expect(ids).toEqual([1])
        })
      )

      it.effect("lets COMMIT wait for a nested one that cleans up behind its caller", () =>
        Effect.gen(function* () {
          const cleaned = Deferred.makeUnsafe<void>()
          const { ids, told } = yield* kept((insert) =>
            nested(
              Effect.andThen(
                insert(2),
                Effect.onInterrupt(Effect.never, () => Deferred.await(cleaned))
              )
            )
          ).pipe(
            Effect.raceFirst(
              Effect.andThen(Effect.delay(Deferred.succeed(cleaned, undefined), 700), Effect.never)
            )
          )
          expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "rolled back" })
          expect(ids).toEqual([1])
        })
      )

      it.effect("says of what a nested one has left behind that it may stay", () =>
        Effect.gen(function* () {
          const { ids, told } = yield* kept((insert) => Effect.andThen(nested(insert(2)), Effect.never))
          expect(told).toMatchObject({ _tag: "DeadlineExceeded", statement: "unknown" })
          expect(ids).toEqual([1, 2])
        })
      )

      it.effect("says of a whole one that it was rolled back, and behind its COMMIT that it may stay", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          yield* Transaction.run()(insert(0)) // so that there is a connection
          const open = yield* failureOf(hasty(Transaction.run()(Effect.andThen(insert(1), Effect.never))))
          expect(open).toMatchObject({
            _tag: "DeadlineExceeded",
            phase: "running",
            statement: "rolled back"
          })
          const over = yield* failureOf(hasty(Effect.andThen(Transaction.run()(insert(2)), Effect.never)))
          expect(over).toMatchObject({ _tag: "DeadlineExceeded", phase: "running", statement: "unknown" })
          const unbegun = yield* failureOf(hasty(Transaction.run()(Effect.never)))
          expect(unbegun).toMatchObject({ phase: "connecting", statement: "did not run" })
          expect(yield* present([1, 2])).toEqual([2])
        })
      )

      it.effect(
        "says of a statement that waits for another transaction that it was undone with its own",
        () =>
          Effect.gen(function* () {
            const { insert, present } = ownRows()
            const [begun, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
            const meanwhile = Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(end))
            const first = yield* Effect.forkChild(Transaction.run()(insert(1, meanwhile)))
            yield* Deferred.await(begun)
            const waiting = Transaction.run()(Effect.andThen(insert(2), insert(1)))
            expect(yield* failureOf(hasty(waiting))).toMatchObject({
              _tag: "DeadlineExceeded",
              statement: "rolled back"
            })
            yield* Deferred.succeed(end, undefined)
            yield* Fiber.join(first)
            expect(yield* present([1, 2])).toEqual([1])
          })
      )
    }
  )

  layer<SqlClient.SqlClient, unknown>(client, { excludeTestServices: true })(
    `A transaction of a client and its twin, ${place}`,
    (it) => {
      /** A row that another transaction holds until the scope closes. */
      const heldElsewhere = Effect.fnUntraced(function* <E>(
        row: Effect.Effect<unknown, E, Transaction.Current | SqlClient.SqlClient>
      ) {
        const [begun, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const fiber = yield* row.pipe(
          Effect.andThen(Deferred.succeed(begun, undefined)),
          Effect.andThen(Deferred.await(end)),
          Transaction.run(),
          Effect.forkChild
        )
        yield* Deferred.await(begun)
        return Effect.andThen(Deferred.succeed(end, undefined), Fiber.join(fiber))
      })

      it.effect(
        "in which a statement was given up can only be rolled back, up to a savepoint before it",
        () =>
          Effect.gen(function* () {
            const { insert, present } = ownRows()
            const letGo = yield* heldElsewhere(insert(1))
            const givenUp = Effect.exit(hasty(insert(1)))
            const caught = yield* failureOf(Transaction.run()(Effect.andThen(insert(2), givenUp)))
            expect(caught).toMatchObject({ _tag: "Rejected", statement: "rolled back" })
            expect(caught.message).toContain("COMMIT was answered with ROLLBACK")
            const next = insert(4).pipe(failureOf, Effect.tap(Effect.fail))
            const behind = yield* failureOf(Transaction.run()(Effect.andThen(givenUp, next)))
            expect(behind).toMatchObject({ _tag: "Rejected", sqlState: "25P02", statement: "did not run" })
            const inNested = yield* failureOf(Transaction.run()(nested(givenUp)))
            expect(inNested).toMatchObject({ _tag: "Rejected", sqlState: "25P02" })
            const undone = Effect.exit(nested(Effect.andThen(givenUp, Effect.fail("no"))))
            yield* Transaction.run()(Effect.andThen(undone, insert(5)))
            yield* letGo
            expect(yield* present([1, 2, 3, 4, 5])).toEqual([1, 5])
          })
      )

      it.effect("that waits for another, which waits for it, is repeated", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          let attempts = 0
          const met = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
          const both = (first: 0 | 1) =>
            Effect.gen(function* () {
              attempts++
              yield* insert(first)
              yield* Deferred.succeed(met[first], undefined)
              yield* Deferred.await(met[first === 0 ? 1 : 0])
              yield* insert(1 - first)
            })
          yield* Effect.all([Transaction.run()(both(0)), Transaction.run()(both(1))], {
            concurrency: "unbounded"
          })
          expect(attempts).toBe(3)
          expect(yield* present([0, 1])).toEqual([0, 1])
        })
      )

      it.effect("that met a deadlock and is not repeated says so", () =>
        Effect.gen(function* () {
          const { insert } = ownRows()
          const { withTransaction } = yield* SqlClient.SqlClient
          const met = [yield* Deferred.make<void>(), yield* Deferred.make<void>()] as const
          const both = (first: 0 | 1) =>
            nested(insert(first)).pipe(
              Effect.andThen(Deferred.succeed(met[first], undefined)),
              Effect.andThen(Deferred.await(met[first === 0 ? 1 : 0])),
              Effect.andThen(nested(insert(1 - first))),
              withTransaction,
              Effect.exit
            )
          const exits = yield* Effect.all([both(0), both(1)], { concurrency: "unbounded" })
          const [failed, ...others] = exits.filter(Exit.isFailure)
          expect(others).toEqual([])
          expect(failed && failureIn(failed)).toMatchObject({
            _tag: "Contention",
            sqlState: "40P01",
            statement: "rolled back"
          })
        })
      )

      it.effect("has what it found under a key for itself until it ends", () =>
        Effect.gen(function* () {
          const { insert } = ownRows()
          yield* Transaction.run()(insert(1))
          const letGo = yield* heldElsewhere(insert(1))
          expect(yield* failureOf(hasty(Transaction.run()(insert(1))))).toMatchObject({
            _tag: "DeadlineExceeded"
          })
          yield* letGo
          expect(yield* Transaction.run()(insert(1))).toBe(1)
        })
      )

      it.effect("is seen by itself, and by others once it has committed", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          let done = 0
          const count = Effect.sync(() => done++)
          const twice = Effect.all([insert(1, count), nested(insert(1, count))])
          const letGo = yield* heldElsewhere(twice)
          expect(done).toBe(1)
          const other = yield* Effect.forkChild(Transaction.run()(insert(1, count)))
          yield* letGo
          yield* Fiber.join(other)
          expect(done).toBe(1)
          expect(yield* present([1])).toEqual([1])
        })
      )

      it.effect("does not commit what cannot be interrupted once its caller has gone", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const [begun, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
          const fiber = yield* insert(1).pipe(
            Effect.andThen(Deferred.succeed(begun, undefined)),
            Effect.andThen(Deferred.await(end)),
            Effect.uninterruptible,
            Transaction.run(),
            Effect.forkChild
          )
          yield* Deferred.await(begun)
          yield* Fiber.interrupt(fiber) // which is answered at once
          yield* Deferred.succeed(end, undefined)
          expect(yield* present([1])).toEqual([])
        })
      )

      it.effect("refuses another identity than it was begun under, and one that nobody can be", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const as = Identity.as({ claims: { sub: "another" } })
          const foreign = yield* failureOf(Transaction.run()(Effect.andThen(insert(1), as(insert(2)))))
          expect(foreign).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(foreign.message).toContain("begun under another identity")
          const nobody = yield* failureOf(Identity.as({ role: "none" })(Transaction.run()(insert(3))))
          expect(nobody).toMatchObject({ _tag: "Rejected", field: "role" })
          expect(yield* present([1, 2, 3])).toEqual([])
        })
      )

      it.effect("that is read only takes no key", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const failure = yield* failureOf(Transaction.run({ readOnly: true })(insert(1)))
          expect(failure).toMatchObject({ _tag: "ReadOnly", sqlState: "25006", statement: "rolled back" })
          expect(yield* present([1])).toEqual([])
        })
      )

      it.effect("leaves to itself what is said to be outside of it", () =>
        Effect.gen(function* () {
          const { insert, present } = ownRows()
          const order = Effect.andThen(insert(1), Transaction.outside(insert(2)))
          yield* Effect.exit(Transaction.run()(Effect.andThen(order, Effect.fail("no"))))
          expect(yield* present([1, 2])).toEqual([2])
        })
      )

      it.effect("lets what waits for its COMMIT be done, but for what a nested one has undone", () =>
        Effect.gen(function* () {
          const { insert } = ownRows()
          const { afterCommit } = yield* SqlClient.SqlClient
          const heard: Array<number> = []
          const row = (id: number) =>
            Effect.andThen(insert(id), afterCommit(Effect.sync(() => heard.push(id))))
          yield* Transaction.run()(
            Effect.gen(function* () {
              yield* row(1)
              yield* Effect.exit(nested(Effect.andThen(row(2), Effect.fail("no"))))
              yield* nested(row(3))
              expect(heard).toEqual([])
            })
          )
          yield* Effect.exit(Transaction.run()(Effect.andThen(row(4), Effect.fail("no"))))
          expect(heard).toEqual([1, 3])
        })
      )
    }
  )
}
