import { Effect } from "effect"
import type { ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { type Check, type Endpoint, Unchecked } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"

/** When the pooler takes its server connection back. */
export const rules = family({
  "pool-mode-differs": {
    severity: "error",
    reason:
      "In transaction mode session state lands on strangers, in session mode every client keeps a server connection for itself, and in statement mode no transaction runs at all.",
    remedy:
      "Set POOL_MODE to what the pooler does, or pool_mode of pgbouncer.ini to transaction (at Supabase: use port 6543)."
  }
})

export type Mode = "transaction" | "session" | "statement"

/** How it was found out. */
export interface Probed {
  readonly mode: Mode
  readonly evidence: string
}

/** Sessions that hold a server connection each while the first one is asked again. */
const holders = 2

const backend = ({ rows }: ProbeSession) =>
  Effect.map(rows<{ pid: number }>("SELECT pg_backend_pid() AS pid"), ([row]) => row?.pid ?? 0)

/** A longer wait is for a server connection that another client keeps, and not for a busy machine. */
const queued = "2 seconds"

/** The server process that a transaction gets and keeps. */
const hold = Effect.fnUntraced(function* (session: ProbeSession) {
  yield* session.rows("BEGIN READ ONLY")
  return yield* backend(session)
})

/**
 * The mode of a pooler, from what happens to server connections.
 *
 * A session asks which process serves it. Others begin transactions, one after the other: one that gets the same
 * process, or a first session that is served by another one meanwhile, can be in transaction mode alone; BEGIN fails
 * in statement mode. Where the first session keeps its process against all of them the mode is session.
 */
export const probe = (endpoint: Endpoint) =>
  Effect.gen(function* () {
    const first = yield* endpoint.session
    const own = yield* backend(first)
    const held: Array<number> = []
    for (let count = 0; count < holders; count++) {
      const holder = yield* endpoint.session
      const pid = yield* Effect.timeoutOption(hold(holder), queued)
      if (pid._tag === "None") break
      yield* Effect.addFinalizer(() => Effect.ignore(holder.rows("ROLLBACK")))
      held.push(pid.value)
      if (pid.value === own) return shared(own)
      const now = yield* Effect.timeoutOption(backend(first), queued)
      if (now._tag === "None") break
      if (now.value !== own) return moved(own, now.value)
    }
    // In transaction mode the first one would wait as well.
    const still = yield* Effect.timeoutOption(backend(first), queued)
    return still._tag === "Some"
      ? session(own, held)
      : yield* new Unchecked({ reason: "every server connection of the pooler is in use" })
  }).pipe(
    Effect.scoped,
    Effect.catchTag("ProbeFailed", (failure) =>
      /transaction blocks not allowed in statement pooling/i.test(failure.said)
        ? Effect.succeed<Probed>({ mode: "statement", evidence: `it refuses BEGIN: "${failure.said}"` })
        : Effect.fail(new Unchecked({ reason: failure.message }))
    )
  )

const shared = (own: number): Probed => ({
  mode: "transaction",
  evidence: `two clients were served by Postgres process ${own} while both were connected`
})

const moved = (own: number, now: number): Probed => ({
  mode: "transaction",
  evidence: `one client was served by Postgres process ${own} and then by ${now}`
})

const session = (own: number, held: ReadonlyArray<number>): Probed => ({
  mode: "session",
  evidence:
    held.length === 0
      ? `a client kept Postgres process ${own} to itself while another waited for one`
      : `a client kept Postgres process ${own} to itself while others got ${held.join(", ")}`
})

/** POOL_MODE against the pooler's real mode. */
export const check: Check = {
  name: "POOL_MODE: the pooler's real mode, by probing",
  run: Effect.fnUntraced(function* ({ pooled, reading: { settings } }) {
    const endpoint = yield* pooled
    if (!endpoint.pooler) return yield* new Unchecked({ reason: "DATABASE_POOL_URL leads to no pooler" })
    const { evidence, mode } = yield* probe(endpoint)
    const asked = settings.pool.mode
    return mode === asked
      ? []
      : [
          found(
            rules["pool-mode-differs"],
            `POOL_MODE is ${asked}, and the pooler's mode is ${mode}: ${evidence}`
          )
        ]
  })
}
