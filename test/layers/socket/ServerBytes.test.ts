import { describe, expect, it } from "@effect/vitest"
import { PgFailure, type PooledSqlClient } from "aquifer"
import { Cause, Effect, Exit, Option } from "effect"
import type { SqlError } from "effect/sql"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { pooledAt } from "../../support/bareDriver.ts"
import * as frames from "../../support/frames.ts"
import { type Script, type ScriptedConnection, scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt } from "../../support/sessions.ts"

/** The same bytes in every run, and as good as any. */
const noise = (seed: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** A message whose head claims a length that its body has not. */
const claiming = (type: string, length: number): Buffer => {
  const head = Buffer.alloc(9)
  head.write(type, 0, "latin1")
  head.writeInt32BE(length, 1)
  return head
}

const wholeRow = Buffer.concat([frames.rowsFollow, frames.row("x")])

const bytes: ReadonlyArray<readonly [what: string, bytes: Buffer]> = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((seed) => [`noise ${seed}`, noise(seed, 64 * seed)] as const),
  ["half of an answer", wholeRow.subarray(0, wholeRow.length - 3)],
  ["a row of two gigabytes", Buffer.concat([frames.rowsFollow, claiming("D", 0x7fffffff)])],
  ["a row of a negative length", Buffer.concat([frames.rowsFollow, claiming("D", -1)])],
  ["a message shorter than its own length", claiming("D", 3)],
  ["an error of two gigabytes", claiming("E", 0x7fffffff)],
  ["a message of no known type", frames.frame("?", Buffer.from("what"))],
  ["a row before its description", frames.row("x")],
  [
    "a row with fewer values than were described",
    Buffer.concat([frames.rowsFollow, frames.frame("D", Buffer.alloc(2))])
  ],
  [
    "a value longer than its row",
    Buffer.concat([frames.rowsFollow, frames.frame("D", Buffer.from([0, 1, 0, 0, 1, 0]))])
  ],
  ["a second login", frames.login(1)],
  ["a request to COPY", frames.frame("G", Buffer.from([0, 0, 0]))],
  ["an error that never ends", frames.frame("E", Buffer.from("SERROR\0Mno end"))]
]

const answer = ({ send }: ScriptedConnection) => send(frames.rowsFollow, frames.row("sound"), frames.complete)

/** The server misbehaves once. */
const first = (misbehave: (connection: ScriptedConnection) => void, at: "onStartup" | "onSync"): Script => {
  const sound = at === "onSync" ? answer : ({ pid, send }: ScriptedConnection) => send(frames.login(pid))
  let done = false
  return {
    onSync: answer,
    [at]: (connection: ScriptedConnection) => {
      const react = done ? sound : misbehave
      done = true
      react(connection)
    }
  }
}

/** How the statement is run whose answer is none. */
type Run = (
  sql: PooledSqlClient
) => <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, SqlError.SqlError>

const byItself: Run = () => (statement) => statement

const fails = Effect.fnUntraced(function* (script: Script, run: Run = byItself) {
  const server = yield* scriptedServer(script)
  const { sql, stats } = yield* pooledAt(endpointAt(server.port))
  const statement = sql<{ text: string }>`SELECT 'x' AS text`
  const exit = yield* Effect.exit(Deadline.within("1 second")(run(sql)(statement)))
  if (Exit.isSuccess(exit)) throw new Error("succeeded")
  expect(Cause.hasDies(exit.cause)).toBe(false)
  const error = Cause.squash(exit.cause)
  const failure = PgFailure.isPgFailure(error) ? error : PgFailure.classify(error as never)
  const again = yield* Effect.retry(Deadline.within("5 seconds")(statement), { times: 3 })
  expect(again).toEqual([{ text: "sound" }])
  expect((yield* stats).used).toBe(0)
  return { failure, server }
}, Effect.scoped)

describe("What a server sends instead of an answer", () => {
  for (const [what, sent] of bytes) {
    for (const close of [false, true]) {
      it.live(
        `${what}${close ? ", hanging up" : ""}, is a typed failure, and the connection is not used again`,
        () =>
          Effect.gen(function* () {
            const { failure, server } = yield* fails(
              first(({ send, socket }) => {
                send(sent)
                if (close) socket().end()
              }, "onSync")
            )
            expect(["OutcomeUnknown", "DeadlineExceeded", "Rejected"]).toContain(failure._tag)
            expect(failure.statement).toBe("unknown")
            expect(server.connections.filter(({ received }) => received.includes("startup"))).toHaveLength(2)
          }),
        // Some wait for a deadline, and then for the driver's five seconds.
        { concurrent: true }
      )
    }
  }

  it.live("an error without a code, is a typed failure that quotes nothing of it", () =>
    Effect.gen(function* () {
      const { failure } = yield* fails(
        first(({ send }) => send(frames.error({ S: "ERROR", M: "hunter2" }), frames.ready), "onSync")
      )
      expect(failure._tag).toBe("Unclassified")
      expect(JSON.stringify(failure)).not.toContain("hunter2")
    })
  )
})

describe("What a server sends instead of the answers to statements that travel together", () => {
  for (const [what, sent] of bytes) {
    it.live(
      `${what}, is a typed failure of a transaction that was rolled back`,
      () =>
        Effect.gen(function* () {
          const inTransaction: Run = (sql) => sql.withTransaction
          const { failure } = yield* fails(
            first(({ send }) => send(sent), "onSync"),
            inTransaction
          )
          expect(failure.statement).toBe("rolled back")
        }),
      { concurrent: true }
    )
  }
})

describe("What a server sends instead of what it is", () => {
  for (const [what, sent] of bytes) {
    it.live(
      `${what}, is a typed failure, and nothing ran`,
      () =>
        Effect.gen(function* () {
          const server = yield* scriptedServer({
            onStartup: ({ pid, send }) => send(frames.login(pid), sent)
          })
          const endpoint = endpointAt(server.port, { targetSessionAttrs: "primary", connectTimeout: 1 })
          const { sql } = yield* pooledAt(endpoint)
          const exit = yield* Effect.exit(Deadline.within("1 second")(sql`SELECT 1`))
          if (Exit.isSuccess(exit)) throw new Error("succeeded")
          expect(Option.getOrUndefined(PgFailure.ofCause(exit.cause))?.statement).toBe("did not run")
        }).pipe(Effect.scoped),
      { concurrent: true }
    )
  }
})

describe("What a server sends instead of a login", () => {
  for (const [what, sent] of [
    ...bytes.filter(([what]) => what !== "a second login"), // which is a good first one
    ["an error without a code", frames.error({ S: "FATAL", M: "no" })] as const
  ]) {
    it.live(
      `${what}, is a typed failure, and nothing ran`,
      () =>
        Effect.gen(function* () {
          const { failure } = yield* fails(
            first(({ send, socket }) => {
              send(sent)
              socket().end()
            }, "onStartup")
          )
          expect(failure.statement).toBe("did not run")
        }),
      { concurrent: true } // the next attempt comes a fifth of a second later
    )
  }
})
