import { Effect, Option } from "effect"
import * as Sha256 from "../../../layers/encode/Sha256.ts"
import { Contention } from "../../../layers/failure/PgFailure.ts"
import * as Backoff from "../../../layers/resilience/Backoff.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import * as Lease from "../lease/Lease.ts"

/** Does the work of an id once among all who ask for it. */
export type Among = <E, R>(
  id: unknown,
  work: Effect.Effect<Option.Option<unknown>, E, R>
) => Effect.Effect<Option.Option<unknown>, E | DataError, R>

/** Where everybody is in this process, who share their work already. */
export const inProcess: Among = (_, work) => work

export interface LoadLeaseParts {
  readonly service: string
  readonly table: string
  readonly leases: Lease.Leases["Service"]
  /** What tells ids apart. */
  readonly sent: (id: unknown) => unknown
  readonly find: (id: unknown) => Effect.Effect<Option.Option<unknown>, DataError>
  /** Whether the work at hand may be waited for: not what a transaction may yet undo, nor what one identity alone may see. */
  readonly isShared: Effect.Effect<boolean>
}

/** Whom another process keeps waiting looks again this soon. */
const lookAgain = Backoff.capped("25 millis", "500 millis")

const takenOver = new Contention({
  statement: "rolled back",
  message:
    "another process has begun to load this row, as the database could not be told in time that this one was still at it; ask again"
})

/** Once among all processes: under a lease, and whoever does not get it waits for the row, or for the lease. */
export const amongProcesses = ({ find, isShared, leases, sent, service, table }: LoadLeaseParts): Among => {
  const lost = new DataError({ service, operation: "findOrLoad", reason: takenOver })
  return (id, work) => {
    // Of keys of any length, and in a table that others read, a hash.
    const name = `${service} ${Sha256.hex(`${table} ${typeof sent(id)} ${String(sent(id))}`)}`
    const looked = Effect.flatMap(find(id), (row) => (Option.isSome(row) ? Effect.succeed(row) : work))
    const held = looked.pipe(
      Lease.tryWith(name),
      Effect.provideService(Lease.Leases, leases),
      Effect.mapError((error) => (error instanceof Lease.LeaseLost ? lost : error))
    )
    const elsewhere = Effect.map(find(id), Option.map(Option.some))
    const attempt = Effect.flatMap(held, (done) => (Option.isSome(done) ? Effect.succeed(done) : elsewhere))
    const once = Effect.map(
      Effect.repeat(attempt, { schedule: lookAgain, until: Option.isSome }),
      Option.flatten
    )
    return Effect.flatMap(isShared, (isShared) => (isShared ? once : work))
  }
}
