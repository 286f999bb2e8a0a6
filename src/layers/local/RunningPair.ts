import { rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { Effect, Option, Schema } from "effect"
import * as PgDataLock from "./postgres/PgDataLock.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import * as ServerFile from "./process/ServerFile.ts"
import { until } from "./process/ServerProcess.ts"

const Password = Schema.RedactedFromValue(Schema.String)

/** How a private pair is reached by whoever may read this. */
const RunningPair = Schema.Struct({
  /** The program that started it, with which it ends. */
  startedBy: Schema.Int,
  postgres: Schema.Struct({ pid: Schema.Int, port: Schema.Int }),
  passwords: Schema.Struct({ owner: Password, runtime: Password }),
  /** Without PgBouncer on this machine there is none. */
  pgbouncer: Schema.optionalKey(
    Schema.Struct({ port: Schema.Int, admin: Schema.Struct({ name: Schema.String, password: Password }) })
  )
})
export interface RunningPair extends Schema.Schema.Type<typeof RunningPair> {}

const Text = Schema.fromJsonString(RunningPair)
const encode = Schema.encodeEffect(Text)
const decode = Schema.decodeOption(Text)

const file = (directory: string): string => join(resolve(directory), "pair.json")

/**
 * Tells other programs of this user how the pair in the directory is reached, while the scope is open.
 *
 * What an earlier one has left there, which was killed, is replaced.
 */
export const publish = Effect.fnUntraced(function* (directory: string, pair: RunningPair) {
  const place = file(directory)
  const text = yield* Effect.orDie(encode(pair)) // its type is the schema's own, so it encodes
  const remove = () => rm(place, { force: true })
  yield* Effect.acquireRelease(
    LocalServerError.attempt(
      "postgres",
      (code) => `${place} cannot be written (${code}); other programs would not find these servers`,
      async () => {
        await remove()
        await ServerFile.write(place, text, undefined)
      }
    ),
    () => Effect.promise(() => remove().catch(() => undefined))
  )
})

const read = (directory: string) =>
  Effect.map(
    Effect.promise(() => ServerFile.read(file(directory)).catch(() => "")),
    decode
  )

/** For so long the program that has just started the servers may take to make them ready. */
const patience = "15 seconds"

/** The pair that another program runs in the directory, once it is ready; `undefined` when none does. */
export const find = Effect.fnUntraced(function* (directory: string) {
  const data = join(resolve(directory), "data")
  let found = Option.none<RunningPair>()
  /** Whether no more is to be learnt by asking again. */
  const known = Effect.gen(function* () {
    const pid = yield* PgDataLock.holder(data)
    found = Option.filter(yield* read(directory), ({ postgres }) => postgres.pid === pid)
    return pid === undefined || Option.isSome(found)
  })
  yield* Effect.timeoutOption(until(known), patience)
  return Option.getOrUndefined(found)
})
