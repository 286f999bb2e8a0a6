import { Deadline, PgFailure, Transaction } from "aquifer"
import { Cause, Effect, Exit, Fiber, Option } from "effect"
import type { SqlClient } from "effect/sql"
import type { ownRows } from "./keptKeys.ts"

/** A piece of work in a transaction. */
export type Work =
  | { readonly kind: "insert"; readonly id: number; readonly millis: number }
  | { readonly kind: "pause"; readonly millis: number }
  | {
      readonly kind: "nested"
      readonly works: ReadonlyArray<Work>
      readonly isKept: boolean
      /** How long it cleans up where it is interrupted. */
      readonly cleaning: number
    }
  | { readonly kind: "stubborn"; readonly works: ReadonlyArray<Work> }
  | { readonly kind: "together"; readonly works: ReadonlyArray<Work> }
  | { readonly kind: "left"; readonly works: ReadonlyArray<Work> }
  | { readonly kind: "interrupted"; readonly works: ReadonlyArray<Work>; readonly millis: number }
  | { readonly kind: "timed"; readonly works: ReadonlyArray<Work>; readonly millis: number }

const kinds = [
  "insert",
  "insert",
  "insert",
  "nested",
  "nested",
  "pause",
  "together",
  "stubborn",
  "left",
  "interrupted",
  "timed"
] as const

/** Makes work of choices, of which each is below 256; the same choices make the same work. */
export const made = (choices: ReadonlyArray<number>): ReadonlyArray<Work> => {
  let place = 0
  let rows = 0
  const next = (below: number): number => (choices[place++] ?? 0) % below
  const some = (depth: number): ReadonlyArray<Work> =>
    Array.from({ length: 1 + next(3) }, () => one(depth + 1))
  const pausing = (depth: number): ReadonlyArray<Work> => [...some(depth), { kind: "pause", millis: next(7) }]
  const one = (depth: number): Work => {
    const kind = depth > 4 || place > choices.length ? "insert" : (kinds[next(kinds.length)] ?? "insert")
    switch (kind) {
      case "insert":
        return { kind, id: rows++, millis: next(4) === 0 ? 1 + next(4) : 0 }
      case "pause":
        return { kind, millis: next(4) }
      case "nested":
        return { kind, works: pausing(depth), isKept: next(3) > 0, cleaning: Math.max(0, next(8) - 3) }
      case "interrupted":
      case "timed":
        return { kind, works: pausing(depth), millis: 1 + next(5) }
      default:
        return { kind, works: some(depth) }
    }
  }
  const works: Array<Work> = []
  while (place < choices.length) works.push(one(0))
  return works
}

/** What somebody was told of what they asked for; nothing where they were interrupted. */
interface Asked {
  readonly what: string
  readonly around: Asked | undefined
  told?: Exit.Exit<unknown, unknown>
}

/** What is around work that no deadline ends: what is left behind, or cannot be interrupted in a fiber of its own. */
const unending = (around: Asked | undefined): Asked | undefined =>
  around?.what === "a deadline" ? unending(around.around) : around

const outermost = (asked: Asked): Asked => (asked.around === undefined ? asked : outermost(asked.around))

/** What the work was told, row by row. */
export interface Told {
  readonly rows: ReadonlyArray<{ readonly id: number; readonly asked: Asked }>
}

type Does = Effect.Effect<unknown, unknown, SqlClient.SqlClient | Transaction.Current>

/** Does the work in a transaction, each error of which is caught, and gives what its last attempt was told once all of it has ended. */
export const done = Effect.fnUntraced(function* (
  works: ReadonlyArray<Work>,
  insert: ReturnType<typeof ownRows>["insert"]
) {
  const rows: Array<{ id: number; asked: Asked }> = []
  const fibers: Array<Fiber.Fiber<unknown, unknown>> = []

  /** Work that is asked for, whose caller goes on whatever it is told. */
  const asking = (what: string, around: Asked | undefined, work: (asked: Asked) => Does): Does =>
    Effect.suspend(() => {
      const asked: Asked = { what, around }
      return Effect.exit(work(asked)).pipe(Effect.tap((exit) => Effect.sync(() => (asked.told = exit))))
    })
  const forking = (work: Does, isLeft: boolean) =>
    Effect.tap(isLeft ? Effect.forkDetach(work) : Effect.forkChild(work), (fiber) =>
      Effect.sync(() => fibers.push(fiber))
    )
  const all = (works: ReadonlyArray<Work>, around: Asked | undefined, isTogether = false): Does =>
    Effect.forEach(works, (work) => one(work, around), isTogether ? { concurrency: "unbounded" } : {})
  const one = (work: Work, around: Asked | undefined): Does => {
    switch (work.kind) {
      case "insert":
        return asking("a row", around, (asked) => {
          rows.push({ id: work.id, asked })
          return insert(work.id, work.millis === 0 ? Effect.void : Effect.sleep(work.millis))
        })
      case "pause":
        return work.millis === 0 ? Effect.yieldNow : Effect.sleep(work.millis)
      case "nested": {
        const { cleaning, isKept, works } = work
        return asking("a nested transaction", around, (asked) =>
          all(works, asked).pipe(
            Effect.onInterrupt(() => (cleaning === 0 ? Effect.void : Effect.sleep(cleaning))),
            Effect.andThen(isKept ? Effect.void : Effect.fail("no")),
            Transaction.run()
          )
        )
      }
      case "stubborn":
        return Effect.uninterruptible(all(work.works, unending(around)))
      case "together":
        return all(work.works, around, true)
      case "left":
        return forking(all(work.works, unending(around)), true)
      case "interrupted":
        return forking(all(work.works, around), false).pipe(
          Effect.tap(Effect.sleep(work.millis)),
          Effect.flatMap(Fiber.interrupt)
        )
      default:
        return asking("a deadline", around, (asked) =>
          Deadline.within(`${work.millis} millis`)(all(work.works, asked))
        )
    }
  }
  let attempt: Asked | undefined
  const told = yield* Effect.suspend(() =>
    all(works, (attempt = { what: "the transaction", around: undefined }))
  ).pipe(Transaction.run(), Effect.exit)
  if (attempt !== undefined) attempt.told = told
  for (const fiber of fibers) yield* Fiber.await(fiber)
  return { rows: rows.filter(({ asked }) => outermost(asked) === attempt) } satisfies Told // of those before nothing is left
})

/** Whether what was told leaves it open that a row is there. */
const says = ({ told }: Asked): "kept" | "undone" | "either" => {
  if (told === undefined) return "either"
  if (Exit.isSuccess(told)) return "kept"
  if (Cause.hasInterrupts(told.cause)) return "either"
  const failure = Option.getOrUndefined(PgFailure.ofCause(told.cause))
  return failure?.statement === "unknown" ? "either" : "undone"
}

/** What is not true of what was told, by the rows that are there. */
export const lies = ({ rows }: Told, present: ReadonlyArray<number>): ReadonlyArray<string> =>
  rows.flatMap(({ asked, id }) => {
    const around: Array<Asked> = []
    for (let each: Asked | undefined = asked; each !== undefined; each = each.around) around.push(each)
    const isThere = present.includes(id)
    const defects = around.flatMap(({ told, what }) =>
      told !== undefined && Exit.isFailure(told) && Cause.hasDies(told.cause)
        ? [`${what} is a defect: ${Cause.pretty(told.cause)}`]
        : []
    )
    if (isThere) {
      const undone = around.filter((each) => says(each) === "undone")
      return [
        ...defects,
        ...undone.map(({ what }) => `row ${id} is there, though ${what} around it was undone`)
      ]
    }
    return around.every((each) => says(each) === "kept") ? [...defects, `row ${id} is not there`] : defects
  })
