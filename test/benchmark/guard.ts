import { Effect } from "effect"
import { Statement } from "effect/sql"
import { SessionGuard } from "../../src/layers/guard/SessionGuard.ts"
import * as PgCompiler from "../../src/layers/pool/PgCompiler.ts"
import { figure } from "./figure.ts"
import { median } from "./rounds.ts"

const statements = 200_000
const rounds = 9
const memoTexts = 100_000

const compiler = PgCompiler.make()
const sql = Statement.make(Effect.never, compiler, [], undefined)

/** Nanoseconds a statement: put together anew each time, as programs do, and looked at by `look`. */
const nanoseconds = (look: (text: string) => unknown): number => {
  const before = process.cpuUsage()
  for (let number = 0; number < statements; number++) {
    const statement = sql`SELECT keyword, payload FROM research_cache WHERE keyword = ${number} AND expires_at > now()`
    look(compiler.compile(statement, false)[0])
  }
  const { system, user } = process.cpuUsage(before)
  return ((system + user) * 1_000) / statements
}

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const oneDigit = (values: ReadonlyArray<number>): number => Math.round(median(values) * 10) / 10

/** What the guard adds to a statement that was seen before, and what it remembers of 100,000 distinct ones. */
export const guard = Effect.gen(function* () {
  const made = yield* SessionGuard.make("refuse")
  if (made === undefined) return []
  const added: Array<number> = []
  for (let round = 0; round <= rounds; round++) {
    const without = nanoseconds((text) => text.charCodeAt(7)) // reading a character puts the text's parts together
    const difference = nanoseconds((text) => made.judge(text, undefined)) - without
    if (round > 0) added.push(difference)
  }
  const before = heap()
  for (let number = 0; number < memoTexts; number++)
    made.judge(`SELECT ${number} AS a_distinct_text`, undefined)
  const mebibytes = (heap() - before) / 2 ** 20
  return [
    figure(
      "the guard, added to a statement seen before",
      "nanoseconds of CPU",
      added.length,
      oneDigit(added)
    ),
    figure("the guard's memo of 100,000 distinct texts", "MiB of heap", 1, oneDigit([mebibytes]))
  ]
})
