import { describe, expect, it } from "@effect/vitest"
import { Deadline, PgFailure } from "aquifer"
import { Context, Deferred, Effect, Exit, Fiber, Latch, Option } from "effect"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../../src/layers/deadline/CurrentDeadline.ts"
import { WriteQueue, type WriteQueueOptions } from "../../../../src/services/repository/commit/WriteQueue.ts"

interface Row {
  readonly key: string
  readonly value: number
}

const violated = new PgFailure.ConstraintViolated({ statement: "rolled back", message: "a row spoils it" })
const locked = new PgFailure.Contention({ statement: "rolled back", message: "somebody has locked a row" })

/** A queue whose batches wait until they are let go, and are noted; rows are refused or locked by their keys. */
const scripted = (options: Partial<WriteQueueOptions<Row, number>> = {}) => {
  const out: Array<string> = []
  const gates: Array<Deferred.Deferred<void>> = []
  const interrupted: Array<string> = []
  const table = new Map<string, number>()
  const held = new Set<string>()
  const queue = new WriteQueue<Row, number>({
    name: "Rows.save",
    given: 3_000,
    key: ({ key }) => key,
    bytes: () => 1,
    most: 500,
    mostBytes: 1_000,
    mostWaiting: 10_000,
    places: { gathered: 1, divided: 1, alone: 1 },
    context: Context.empty(),
    commit: (batch) => {
      const { lane, writes } = batch
      const gate = Deferred.makeUnsafe<void>()
      const rows = writes.map(({ value }) => value)
      const keys = rows.map(({ key }) => key).join(" ")
      out.push(keys)
      gates.push(gate)
      return Effect.andThen(
        CurrentDeadline.sending,
        Deferred.await(gate).pipe(
          Effect.andThen(
            Effect.suspend((): Effect.Effect<Map<string, number>, PgFailure.PgFailure> => {
              if (keys.includes("poison")) return Effect.fail(violated)
              const named = rows.findIndex(({ key }) => key.includes("named"))
              if (named >= 0) batch.suspect = named
              if (named >= 0) return Effect.fail(violated)
              if (keys.includes("held") && (lane !== "alone" || held.has(keys))) return Effect.fail(locked)
              if (keys.includes("locked") && lane !== "alone") return Effect.fail(locked)
              for (const { key, value } of rows) table.set(key, value)
              return Effect.succeed(
                new Map(rows.filter(({ key }) => key !== "none").map(({ key, value }) => [key, value]))
              )
            })
          ),
          Effect.onInterrupt(() => Effect.sync(() => interrupted.push(keys)))
        )
      )
    },
    ...options
  })
  const letGo = (batch: number) =>
    Effect.andThen(Deferred.succeed(gates[batch] ?? Deferred.makeUnsafe<void>(), undefined), turn)
  /** Lets whatever goes out go on, until nothing does. */
  const letAllGo = Effect.gen(function* () {
    for (let batch = 0; batch < out.length; batch++) yield* letGo(batch)
  })
  const write = (key: string, value = 1) =>
    Effect.forkChild(Effect.exit(queue.write({ key, value })), { startImmediately: true })
  return { held, interrupted, letAllGo, letGo, out, queue, table, write }
}

/** The end of a turn, and what comes of it. */
const turn = Effect.andThen(
  Effect.promise(() => Promise.resolve()),
  Effect.yieldNow
)

const some = (value: number) => Exit.succeed(Option.some(value))

describe("A queue of writes", () => {
  it.effect(
    "sends what is asked in one turn together, in the order of its keys, and tells each its own",
    () =>
      Effect.gen(function* () {
        const { letGo, out, write } = scripted()
        const fibers = [
          yield* write("c", 3),
          yield* write("a", 1),
          yield* write("none", 2),
          yield* write("b", 4)
        ]
        expect(out).toEqual([])
        yield* turn
        expect(out).toEqual(["a b c none"])
        yield* letGo(0)
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual([
          some(3),
          some(1),
          Exit.succeed(Option.none()),
          some(4)
        ])
      })
  )

  it.effect("gathers while its places are taken, and sends no more rows or bytes at once than it may", () =>
    Effect.gen(function* () {
      const bytes = ({ value }: Row) => value
      const { letAllGo, out, write } = scripted({ most: 3, mostBytes: 100, bytes })
      yield* write("first")
      yield* turn
      for (const key of ["a", "b", "c", "d"]) yield* write(key)
      yield* write("e", 60)
      yield* write("f", 60)
      yield* write("large", 1_000)
      yield* write("g")
      yield* turn
      expect(out).toEqual(["first"])
      yield* letAllGo
      expect(out).toEqual(["first", "a b c", "d e", "f", "large", "g"])
    })
  )

  it.effect("shares what has gathered among the places that are free", () =>
    Effect.gen(function* () {
      const { out, write } = scripted({ places: { gathered: 2, divided: 1, alone: 1 } })
      yield* Effect.forEach(Array.from({ length: 40 }), (_, index) => write(`key ${index}`))
      yield* turn
      expect(out.map((keys) => keys.split(" key").length)).toEqual([20, 20])
    })
  )

  it.effect(
    "writes the values of a key one after the other, in the order asked, each with its own answer",
    () =>
      Effect.gen(function* () {
        const { letAllGo, out, table, write } = scripted({ places: { gathered: 2, divided: 1, alone: 1 } })
        const fibers = [
          yield* write("a", 1),
          yield* write("a", 2),
          yield* write("b", 3),
          yield* write("a", 4)
        ]
        yield* turn
        expect(out).toEqual(["a b"])
        yield* letAllGo
        expect(out).toEqual(["a b", "a", "a"])
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual([some(1), some(2), some(3), some(4)])
        expect(table.get("a")).toBe(4)
      })
  )

  it.effect("divides a batch that one row spoils, until that row fails alone, and gathers meanwhile", () =>
    Effect.gen(function* () {
      const { letAllGo, letGo, out, write } = scripted()
      const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`)
      const fibers = yield* Effect.forEach([...keys, "poison"], (key) => write(key))
      yield* turn
      yield* letGo(0)
      const late = yield* write("late")
      yield* turn
      expect(out.at(-1)).toBe("late")
      yield* letAllGo
      const exits = yield* Effect.forEach(fibers, Fiber.join)
      expect(exits.pop()).toEqual(Exit.fail(violated))
      expect(exits).toEqual(keys.map(() => some(1)))
      expect(yield* Fiber.join(late)).toEqual(some(1))
      expect(out.length).toBeLessThanOrEqual(2 + 8 + 8)
    })
  )

  it.effect("divides around a row that the server names, which fails alone at once", () =>
    Effect.gen(function* () {
      const { letAllGo, out, write } = scripted()
      const names = ["a", "b", "c named", "d", "e named", "f"]
      const fibers = yield* Effect.forEach(names, (key) => write(key))
      yield* turn
      yield* letAllGo
      expect(out).toEqual([names.join(" "), "a b", "c named", "d e named f", "d", "e named", "f"])
      expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(
        names.map((name) => (name.includes("named") ? Exit.fail(violated) : some(1)))
      )
    })
  )

  it.effect("tells who goes beside others after the batch was sent that the row may have been written", () =>
    Effect.gen(function* () {
      const { queue, write } = scripted({
        commit: (batch) =>
          Effect.andThen(
            Effect.sync(() => batch.sending()),
            Effect.never
          )
      })
      const bounded = yield* Effect.forkChild(
        Effect.flip(Deadline.within("1 second")(queue.write({ key: "a", value: 1 }))),
        { startImmediately: true }
      )
      yield* write("b")
      yield* turn
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(bounded)).toMatchObject({ phase: "running", statement: "unknown" })
    })
  )

  it.effect(
    "divides what was sent of a batch, from which those have been left out who had gone by then",
    () =>
      Effect.gen(function* () {
        const [asked, sent]: [Array<string>, Array<string>] = [[], []]
        const connected = yield* Latch.make(false)
        const keysOf = (rows: ReadonlyArray<{ readonly key: string }>) => rows.map(({ key }) => key)
        const { write } = scripted({
          commit: (batch) => {
            asked.push(keysOf(batch.rows).join(" "))
            return Effect.andThen(
              connected.await,
              Effect.suspend((): Effect.Effect<Map<string, number>, PgFailure.PgFailure> => {
                batch.sending()
                const keys = keysOf(batch.rows)
                sent.push(keys.join(" "))
                batch.suspect = keys.indexOf("named")
                return batch.suspect < 0
                  ? Effect.succeed(new Map(keys.map((key) => [key, 1])))
                  : Effect.fail(violated)
              })
            )
          }
        })
        const fibers = yield* Effect.forEach(["a", "b", "named", "z"], (key) => write(key))
        yield* turn
        const [gone, ...others] = fibers
        if (gone !== undefined) yield* Fiber.interrupt(gone)
        const next = yield* write("a")
        yield* connected.open
        expect(yield* Effect.forEach(others, Fiber.join)).toEqual([some(1), Exit.fail(violated), some(1)])
        expect(yield* Fiber.join(next)).toEqual(some(1))
        expect(asked[0]).toBe("a b named z")
        expect(sent.toSorted()).toEqual(["a", "b", "b named z", "named", "z"])
      })
  )

  it.effect("lets a locked row wait alone, while the others are written", () =>
    Effect.gen(function* () {
      const { letGo, out, write } = scripted()
      const fibers = [yield* write("a"), yield* write("locked"), yield* write("z")]
      yield* turn
      for (let batch = 0; batch < 4; batch++) yield* letGo(batch)
      expect(out).toEqual(["a locked z", "a", "locked", "z", "locked"])
      expect(fibers[1]?.pollUnsafe()).toBeUndefined()
      expect(fibers[0]?.pollUnsafe()).toBeDefined()
      const behind = yield* write("locked", 2)
      yield* write("b")
      yield* turn
      expect(out.at(-1)).toBe("b")
      yield* letGo(4)
      expect(yield* Fiber.join(fibers[1] ?? behind)).toEqual(some(1))
      expect(out.at(-1)).toBe("b") // the place of what gathers is taken
      yield* letGo(5)
      expect(out.at(-1)).toBe("locked")
    })
  )

  it.effect("lets locked rows wait in turns, so that none waits for the lock of another", () =>
    Effect.gen(function* () {
      const { held, letGo, out, write } = scripted()
      held.add("held 1")
      const long = yield* write("held 1")
      const short = yield* write("held 2")
      yield* turn
      for (let batch = 0; batch < 5; batch++) yield* letGo(batch)
      expect(out.slice(0, 5)).toEqual(["held 1 held 2", "held 1", "held 2", "held 1", "held 2"])
      expect(yield* Fiber.join(short)).toEqual(some(1))
      expect(long.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("3 seconds")
      yield* letGo(5)
      expect(Exit.isFailure(yield* Fiber.join(long))).toBe(true)
      expect(out).toHaveLength(6)
    })
  )

  it.effect("tells a failure of the server's to all, and sends nothing again", () =>
    Effect.gen(function* () {
      const away = new PgFailure.Unavailable({ statement: "did not run", message: "away" })
      const { out, write } = scripted({ commit: () => Effect.fail(away) })
      const fibers = yield* Effect.forEach(["a", "b"], (key) => write(key))
      expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual([Exit.fail(away), Exit.fail(away)])
      expect(out).toEqual([])
    })
  )

  it.effect("goes on for the others when a caller is interrupted, and sends nothing for those who left", () =>
    Effect.gen(function* () {
      const { interrupted, letGo, out, write } = scripted()
      const [a, b] = [yield* write("a"), yield* write("b")]
      yield* turn
      const [left, stayed] = [yield* write("left"), yield* write("stayed")]
      yield* Fiber.interrupt(left)
      yield* Fiber.interrupt(a)
      yield* letGo(0)
      expect(yield* Fiber.join(b)).toEqual(some(1))
      expect(interrupted).toEqual([])
      expect(out).toEqual(["a b", "stayed"])
      yield* letGo(1)
      expect(yield* Fiber.join(stayed)).toEqual(some(1))
    })
  )

  it.effect("interrupts a batch that nobody waits for, whose place and keys go to the next", () =>
    Effect.gen(function* () {
      const { interrupted, letGo, out, write } = scripted()
      const fibers = [yield* write("a"), yield* write("b")]
      yield* turn
      const next = yield* write("a", 2)
      yield* Effect.forEach(fibers, Fiber.interrupt)
      yield* turn
      expect(interrupted).toEqual(["a b"])
      expect(out).toEqual(["a b", "a"])
      yield* letGo(1)
      expect(yield* Fiber.join(next)).toEqual(some(2))
    })
  )

  it.effect("answers each caller by its own deadline, and says whether its row may have been written", () =>
    Effect.gen(function* () {
      const { interrupted, letGo, write } = scripted()
      const sent = yield* write("sent")
      yield* turn
      yield* TestClock.adjust("1 second")
      const waiting = yield* write("waiting")
      yield* TestClock.adjust("2 seconds")
      expect(yield* Effect.flip(yield* Fiber.join(sent))).toMatchObject({
        phase: "running",
        statement: "unknown"
      })
      expect(interrupted).toEqual(["sent"])
      yield* TestClock.adjust("999 millis")
      expect(waiting.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 millis")
      expect(yield* Effect.flip(yield* Fiber.join(waiting))).toMatchObject({ _tag: "DeadlineExceeded" })
      const after = yield* write("after")
      yield* turn
      yield* letGo(2)
      expect(yield* Fiber.join(after)).toEqual(some(1))
    })
  )

  it.effect("tells a deadline around a caller that a batch which was rolled back did not run", () =>
    Effect.gen(function* () {
      const { letGo, out, queue, write } = scripted()
      const bounded = yield* Effect.forkChild(
        Effect.exit(Deadline.within("1 second")(queue.write({ key: "z", value: 1 }))),
        { startImmediately: true }
      )
      yield* write("poison")
      yield* turn
      yield* letGo(0)
      expect(out).toEqual(["poison z", "poison"])
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.flip(yield* Fiber.join(bounded))).toMatchObject({ statement: "did not run" })
    })
  )

  it.effect("refuses more callers than may wait", () =>
    Effect.gen(function* () {
      const { queue, write } = scripted({ mostWaiting: 2 })
      yield* write("a")
      yield* write("b")
      expect(yield* Effect.flip(queue.write({ key: "c", value: 1 }))).toMatchObject({
        _tag: "PoolExhausted",
        statement: "did not run"
      })
    })
  )

  it.effect("sends one row at least, however few it is told that it may", () =>
    Effect.gen(function* () {
      for (const most of [0, -1, 1.5]) {
        const { letAllGo, out, write } = scripted({ most })
        const fibers = yield* Effect.forEach(["a", "b", "c"], (key) => write(key))
        yield* turn
        yield* letAllGo
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual([some(1), some(1), some(1)])
        expect(out.length).toBeGreaterThan(1)
      }
    })
  )

  it.effect("divides a batch of which no statement can be made, until the row that is why dies alone", () =>
    Effect.gen(function* () {
      const { write } = scripted({
        commit: ({ rows }) => {
          if (rows.some(({ key }) => key === "bad")) return Effect.die("no statement")
          return Effect.succeed(new Map(rows.map(({ key, value }) => [key, value.value])))
        }
      })
      const fibers = yield* Effect.forEach(["a", "bad", "c"], (key) => write(key))
      const [first, bad, last] = yield* Effect.forEach(fibers, Fiber.join)
      expect([first, last]).toEqual([some(1), some(1)])
      expect(bad && Exit.hasDies(bad)).toBe(true)
    })
  )

  it.effect("sends nothing again of a batch that dies when it has been sent", () =>
    Effect.gen(function* () {
      let sent = 0
      const { write } = scripted({
        commit: () =>
          Effect.andThen(
            CurrentDeadline.sending,
            Effect.suspend(() => Effect.die(sent++))
          )
      })
      const fibers = yield* Effect.forEach(["a", "b"], (key) => write(key))
      for (const exit of yield* Effect.forEach(fibers, Fiber.join)) expect(Exit.hasDies(exit)).toBe(true)
      expect(sent).toBe(1)
    })
  )

  it.effect("answers those whose batch dies", () =>
    Effect.gen(function* () {
      const { write } = scripted({ commit: () => Effect.die("no answers") })
      expect(Exit.hasDies(yield* Fiber.join(yield* write("a")))).toBe(true)
      expect(Exit.hasDies(yield* Fiber.join(yield* write("a")))).toBe(true)
    })
  )
})
