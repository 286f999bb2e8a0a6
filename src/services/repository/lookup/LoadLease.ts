import { Effect, Option } from "effect"
import { Contention } from "../../../layers/failure/PgFailure.ts"
import * as Backoff from "../../../layers/resilience/Backoff.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import * as Lease from "../lease/Lease.ts"
import { nameOf } from "../lease/Leases.ts"

/**
 * Does the work of a key once among all who ask for it; who does not do it gets from `look` what another has stored. Work
 * begins with that look.
 */
export type Among<Value> = <E, R>(
  key: string,
  look: Effect.Effect<Option.Option<Value>, DataError>,
  work: Effect.Effect<Option.Option<Value>, E, R>
) => Effect.Effect<Option.Option<Value>, E | DataError, R>

export interface LoadLeaseParts {
  readonly service: string
  /** What leases are named by beside the service, where that is not enough to tell what is loaded. */
  readonly table?: string
  readonly leases: Lease.Leases["Service"]
}

/** Whom another process keeps waiting looks again this soon. */
const lookAgain = Backoff.capped("25 millis", "500 millis")

const takenOver = new Contention({
  statement: "rolled back",
  message:
    "another process has begun to load this row, as the database could not be told in time that this one was still at it; ask again"
})

/** Once among all processes: under a lease, and whoever does not get it waits for the row, or for the lease. */
export const amongProcesses = <Value>({ leases, service, table = "" }: LoadLeaseParts): Among<Value> => {
  const lost = new DataError({ service, operation: "findOrLoad", reason: takenOver })
  return (key, look, work) => {
    const held = work.pipe(
      Lease.tryWith(nameOf(service, `${table} ${key}`)),
      Effect.provideService(Lease.Leases, leases),
      Effect.mapError((error) => (error instanceof Lease.LeaseLost ? lost : error))
    )
    const elsewhere = Effect.map(look, Option.map(Option.some))
    const attempt = Effect.flatMap(held, (done) => (Option.isSome(done) ? Effect.succeed(done) : elsewhere))
    return Effect.map(Effect.repeat(attempt, { schedule: lookAgain, until: Option.isSome }), Option.flatten)
  }
}
