import { Deferred, Effect, Layer, Option, Schema } from "effect"
import { RunnerStorage } from "effect/cluster"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as EffectTables from "../../../layers/migration/EffectTables.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import * as Lease from "../../../services/repository/lease/Lease.ts"
import { ResearchEntity } from "../../../services/research/ResearchEntity.ts"
import * as Output from "../../terminal/Output.ts"
import type { Crew } from "../crew/Crew.ts"
import * as FleetAgents from "./FleetAgents.ts"
import * as FleetCluster from "./FleetCluster.ts"
import { FleetMembers } from "./FleetMembers.ts"
import * as FleetProcess from "./FleetProcess.ts"
import type { FleetOptions } from "./FleetWord.ts"

/** A fleet cannot work, or cannot go on. */
export class FleetFailed extends Schema.TaggedError<FleetFailed>()("FleetFailed", {
  message: Schema.String
}) {}

/** Messages that are left of a fleet that was killed would be worked on by this one, and ours by the next. */
const forget = Effect.gen(function* () {
  const { sql } = yield* PooledPg
  const messages = sql`SELECT id FROM cluster_messages WHERE entity_type = ${ResearchEntity.type}`
  yield* sql
    .withTransaction(
      Effect.andThen(
        sql`DELETE FROM cluster_replies WHERE request_id IN (${messages})`,
        sql`DELETE FROM cluster_messages WHERE entity_type = ${ResearchEntity.type}`
      )
    )
    .pipe(Effect.mapError(PgFailure.classify))
})

/** Strikes off each process that ends, so that the others take over at once; fails when none is left. */
const watch = Effect.fnUntraced(function* (
  all: ReadonlyArray<FleetProcess.FleetProcess>,
  members: FleetMembers
) {
  const runners = yield* RunnerStorage.RunnerStorage
  const deserted = Deferred.makeUnsafe<never, FleetFailed>()
  const look = Effect.fnUntraced(function* ({ ended, pid, port }: FleetProcess.FleetProcess) {
    const by = yield* ended
    const left = members.lose(pid, by)
    yield* Output.tell(
      `aquifer: process ${pid} has ended (${by}); ${left === 0 ? "none is left" : `${left} of ${all.length} go on with its work`}`
    )
    // Where that fails, it is not counted any more once its shards' locks have expired.
    yield* Effect.ignore(runners.unregister(FleetCluster.addressOf(port)))
    if (left > 0) return
    const message = "all processes of the fleet have ended before the work was done"
    Deferred.doneUnsafe(deserted, Effect.fail(new FleetFailed({ message })))
  })
  yield* Effect.forEach(all, (one) => Effect.forkScoped(look(one)), { discard: true })
  return Deferred.await(deserted)
})

/** A message costs about as much as ten lookups. What an agent was sent for is begun anew where its process dies. */
const atOnce = 10

const withProcesses = Effect.fnUntraced(function* <A, E, R>(
  count: number,
  options: FleetOptions,
  use: (crew: Crew) => Effect.Effect<A, E, R>
) {
  yield* EffectTables.run(["cluster"]).pipe(Effect.mapError(PgFailure.classify))
  yield* forget
  const all = yield* Effect.forEach(Array.from({ length: count }), () => FleetProcess.start(options), {
    concurrency: "unbounded"
  })
  const members = new FleetMembers(all)
  const work = Effect.gen(function* () {
    const deserted = yield* watch(all, members)
    const crew: Crew = {
      agentOf: yield* FleetAgents.make(members),
      atOnce,
      pool: members.pool,
      processes: members.told
    }
    return yield* Effect.raceFirst(use(crew), deserted)
  })
  return yield* work.pipe(
    Effect.scoped,
    Effect.provide(FleetCluster.client),
    Effect.ensuring(Effect.forEach(all, ({ stop }) => stop, { concurrency: "unbounded", discard: true })),
    Effect.ensuring(Effect.ignore(forget))
  )
}, Effect.scoped)

const lease = "aquifer start --cluster"

/** It is renewed after a third of it, which machines with far more work than they bear do not do in a lease's usual 10 s. */
const leaseTime = "30 seconds"

/**
 * Lets the agents of so many processes work, which end with this effect, however it ends.
 *
 * A process that is killed is taken over by the others. One fleet at a time works in a database: its agents are known by
 * their numbers.
 */
export const within = <A, E, R>(
  count: number,
  options: FleetOptions,
  use: (crew: Crew) => Effect.Effect<A, E, R>
) =>
  withProcesses(count, options, use).pipe(
    Lease.tryWith(lease, { time: leaseTime }),
    Effect.provide(Layer.provide(Lease.layer, PooledPg.layerSqlClient)),
    Effect.flatMap(
      Option.match({
        onSome: Effect.succeed,
        onNone: () =>
          Effect.fail(
            new FleetFailed({
              message: `another \`${lease}\` works in this database, or was killed less than ${leaseTime} ago; wait until it is done, or end it`
            })
          )
      })
    )
  )
