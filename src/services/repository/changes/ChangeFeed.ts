import { Duration, Effect, Option, Queue, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { DirectPg } from "../../../layers/DirectPg.ts"
import type * as PgFailure from "../../../layers/failure/PgFailure.ts"
import { DataError, reasonOf } from "../../../layers/resilience/DataError.ts"
import * as KeySettings from "../schema/KeySettings.ts"
import type { ChangeEvent, ChangeMeans } from "./ChangeEvent.ts"
import type { ChangeFeed, ChangeFeedOptions } from "./ChangeFeedOptions.ts"
import { ChangeLog, type LookFailure } from "./ChangeLog.ts"
import { Unmigrated } from "./Changes.ts"
import { ChangeSources } from "./ChangeSources.ts"
import * as ChangeWatch from "./ChangeWatch.ts"
import { inOwnContext } from "./ownContext.ts"
import * as ToldKey from "./ToldKey.ts"

export type { ChangeFeed, ChangeFeedOptions } from "./ChangeFeedOptions.ts"
export { ChangeEvent, type ChangeMeans } from "./ChangeEvent.ts"
export { changesFor, type ChangeTriggerOptions, type ChangeTriggers } from "./ChangeTriggers.ts"

/** How often the log is read beside the listener: with the two seconds of a look, no change is told later than five. */
const verifyEvery = Duration.seconds(3)

/** What repeating does not help with: whoever deploys has to do something first. */
const refusalOf = (failure: LookFailure): PgFailure.PgFailure | undefined => {
  const reason = reasonOf(failure)
  if (reason?.sqlState === "42P01") {
    return new Unmigrated(
      "this database has no log of changes",
      "migrate it: Migration.run([...kitSchema, ...changes]), in which a change of yours has ChangeFeed.changesFor({ table, idColumn })",
      reason.sqlState
    )
  }
  return reason?._tag === "Misconfigured" || reason?._tag === "Rejected" ? reason : undefined
}

/** Keys of some types are told by other texts than they are known by, if a writer's settings are unusual. */
const warned = <Key>({ unsettled }: ChangeLog<Key>, table: string): Effect.Effect<void> =>
  unsettled === undefined
    ? Effect.void
    : Effect.logWarning(
        `dates, times, fractions and money in keys of ${table} are told as each writer's DateStyle, TimeZone and extra_float_digits write them, as an older version made what tells them: run, as the owner of ${unsettled}, ALTER FUNCTION ${unsettled} ${KeySettings.clauses}`
      )

/** A server that is not there yet keeps nobody from starting: the feed begins with a `Gap` then. */
const checked = <Key>(log: ChangeLog<Key>, table: string): Effect.Effect<void, DataError> =>
  Effect.catch(
    Effect.andThen(
      log.glance,
      Effect.suspend(() => warned(log, table))
    ),
    (failure) => {
      const reason = refusalOf(failure)
      return reason === undefined
        ? Effect.void
        : Effect.fail(new DataError({ service: `ChangeFeed(${table})`, operation: "make", reason }))
    }
  )

/**
 * Makes a feed of what changes in a table: by key, as it commits, whoever changes it by whatever means.
 *
 * With `DirectPg` in its context it is told by notifications, within milliseconds; without, it reads a log once in
 * `pollEvery`. The table's triggers, which {@link changesFor} has, write the log in the transaction that changes the rows.
 *
 * **Details**
 *
 * A change is told whatever the order in which transactions commit, and at least once. A lost listener is a `Gap` at
 * once; half a second later it listens again, tells what the log says was missed, and then that it is `Listening`. The
 * log is read every three seconds besides, so that a connection that died without a word, or a writer who had begun
 * before anybody listened, hides nothing for longer than five. What cannot be told one by one is a `Gap` that continues:
 * more than 500 rows of one statement or 2,000 in a moment, and TRUNCATE. Where a column of the table's keys is altered, or
 * the table made again, keys from before are worth nothing: that is a `Gap` which ends with the next `Listening`, at once.
 *
 * A notification says that a table has changed, and no more: which keys is read from the log, to which row security lets
 * the role `aquifer_app` alone. It is kept for an hour; a reader who was away, or stood still, is told a `Gap`.
 *
 * **Errors**
 *
 * `DataError` with `Misconfigured` where the table, its triggers or the kit's tables are missing, which says what to
 * write, and with `Rejected` where the log may not be read. What is lost later is a `Gap` with the same words.
 *
 * **Example** (Prices that are told as they change)
 *
 * ```ts
 * import { ChangeFeed, kitSchema, Migration } from "aquifer"
 * import { Effect, Schema, Stream } from "effect"
 *
 * const changes = [
 *   ...kitSchema,
 *   ...Migration.ofSet("shop", [
 *     { id: 1, name: "products", up: ["CREATE TABLE products (sku text PRIMARY KEY, cents int NOT NULL)"] },
 *     { id: 2, name: "products_changes", ...ChangeFeed.changesFor({ table: "products", idColumn: "sku" }) }
 *   ])
 * ]
 *
 * const watch = Effect.gen(function* () {
 *   const { events } = yield* ChangeFeed.make({ table: "products", key: Schema.String })
 *   yield* Stream.runForEach(
 *     events,
 *     ChangeFeed.ChangeEvent.$match({
 *       Listening: ({ by }) => Effect.log(`watching, by ${by}`),
 *       Changed: ({ keys }) => Effect.log(`changed: ${keys.join(", ")}`),
 *       Gap: ({ reason }) => Effect.log(`read everything again: ${reason}`)
 *     })
 *   )
 * })
 * ```
 */
export const make = Effect.fnUntraced(function* <Key>({
  key,
  pollEvery = Duration.seconds(1),
  table
}: ChangeFeedOptions<Key>): Effect.fn.Return<ChangeFeed<Key>, DataError, SqlClient.SqlClient> {
  const sql = yield* SqlClient.SqlClient
  const direct = Option.getOrUndefined(yield* Effect.serviceOption(DirectPg))
  const log = { sql, table, decode: ToldKey.decoder(key) }
  yield* checked(new ChangeLog(log), table).pipe(inOwnContext(sql))
  if (direct === undefined) {
    const every = Duration.fromInputUnsafe(pollEvery)
    const poll = (sources: ChangeSources<Key>) => ChangeWatch.poll(new ChangeLog(log), every, sources)
    return { table, key, by: "polling", events: eventsOf(sql, "polling", poll) }
  }
  const listen = (sources: ChangeSources<Key>) => {
    const listening = new ChangeLog({ ...log, listener: crypto.randomUUID() })
    const watching = [
      ChangeWatch.listen(direct, listening, sources),
      ChangeWatch.poll(listening, verifyEvery, sources)
    ]
    return Effect.all(watching, { concurrency: 2, discard: true }).pipe(Effect.ensuring(listening.leave))
  }
  return { table, key, by: "notifications", events: eventsOf(sql, "notifications", listen) }
})

const eventsOf = <Key>(
  sql: SqlClient.SqlClient,
  by: ChangeMeans,
  watch: (sources: ChangeSources<Key>) => Effect.Effect<unknown>
): Stream.Stream<ChangeEvent<Key>> =>
  Stream.callback((queue) =>
    inOwnContext(sql)(watch(new ChangeSources(by, (event) => Queue.offerUnsafe(queue, event))))
  )
