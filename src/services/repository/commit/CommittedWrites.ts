import { Context, Duration, Effect, type Option, Predicate } from "effect"
import { SqlClient, type SqlError, Statement } from "effect/sql"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as RenewedStatement from "../../../layers/pool/RenewedStatement.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import * as OwnWrites from "../../../layers/transaction/OwnWrites.ts"
import * as BatchToken from "./BatchToken.ts"
import * as Culprit from "./Culprit.ts"
import * as Division from "./Division.ts"
import * as LockWait from "./LockWait.ts"
import type { WriteBatch } from "./WriteBatch.ts"
import { answerTo, WriteQueue, type WriteQueueOptions } from "./WriteQueue.ts"

/** How often a batch is sent again that was lost and is not there. */
const repeats = 2

/** Batches of each lane at once: while one's answer travels, the server works on the other. */
const usualPlaces = 2

/** The bounds of a group that has no others. */
export const bounds = {
  most: 500,
  mostBytes: 1024 * 1024,
  mostWaiting: 10_000,
  within: Operation.timeFor("write")
} as const

/** Reads answers of which nothing matters but the key, in a column of this name. */
export const readKeys =
  (column: string) =>
  (answers: BatchToken.Answers): ReadonlyMap<string, true> =>
    new Map(
      (answers ?? []).map((row) => [Predicate.hasProperty(row, column) ? String(row[column]) : "", true])
    )

/** What is written together, and how its answers are read. */
export interface CommittedWritesOptions<V, A> extends Pick<
  WriteQueueOptions<V, A>,
  "name" | "key" | "bytes" | "most" | "mostBytes" | "mostWaiting"
> {
  readonly within: Duration.Duration
  /** Gathered batches that may be out at once; 2 unless given. */
  readonly places?: number
  readonly protect: Operation.Protection
  /** One statement for values of different keys, which returns rows. */
  readonly write: (values: ReadonlyArray<V>) => Statement.Fragment
  /** The answers by key, to a statement for values of these keys, in their order. */
  readonly read: (answers: BatchToken.Answers, keys: ReadonlyArray<string>) => ReadonlyMap<string, A>
}

/** Writes a value: with what others write, but inside a transaction by itself, on its connection. */
export type CommittedWrites<V, A> = (value: V) => Effect.Effect<Option.Option<A>, Operation.Fails>

type Refused = { readonly refused: PgFailure.PgFailure }

/** What may lie in one of the rows is no failure of the attempt: it is not repeated as it is, but divided. */
const refusedOr =
  <V, A>(batch: WriteBatch<V, A>) =>
  (error: SqlError.SqlError): Effect.Effect<Refused, PgFailure.PgFailure> => {
    const failure = PgFailure.classify(error)
    if (!Division.mayBeOfOneRow(failure)) return Effect.fail(failure)
    batch.suspect = Culprit.placeOf(failure, batch.rows)
    return Effect.succeed({ refused: failure })
  }

/**
 * Runs the statement of a batch, which is made again when it has its connection, should a caller have gone by then, or
 * where it waits for a lock for as long as its caller has left. One that the program itself has to transform is sent as it is made, so that it counts as sent from then on.
 */
const sending = <V, A>(
  batch: WriteBatch<V, A>,
  make: () => Statement.Statement<BatchToken.Answered>
): Effect.Effect<ReadonlyArray<BatchToken.Answered>, SqlError.SqlError> =>
  Effect.contextWith((context) => {
    if (Context.get(context, Statement.CurrentTransformer) !== undefined) {
      batch.sending()
      return make()
    }
    const { rows } = batch
    return Effect.provideService(make(), RenewedStatement.Current, () => {
      batch.sending()
      return batch.rows === rows && batch.lane !== "alone" ? undefined : make().compile()
    })
  })

/** Writes a batch with a token; asks for it where the answer was lost, and sends it again where it is not there. */
const committing = <V, A>(
  sql: SqlClient.SqlClient,
  { protect, read, write }: CommittedWritesOptions<V, A>
) => {
  const attempt = protect({ idempotent: false, writes: true })
  const statement = (batch: WriteBatch<V, A>, token: string) => {
    if (batch.rows.length === 0) return BatchToken.ofNobody(sql)
    const rows = write(batch.rows.map(({ value }) => value))
    const wait = LockWait.of(batch)
    return batch.hasRole ? BatchToken.untold(sql, rows, wait) : BatchToken.under(sql, rows, token, wait)
  }
  const once = (batch: WriteBatch<V, A>) =>
    Effect.suspend(() => {
      const token = crypto.randomUUID()
      return Effect.matchEffect(
        sending(batch, () => statement(batch, token)),
        {
          onSuccess: ([row]) => Effect.succeed(row?.answers ?? null),
          onFailure: refusedOr(batch)
        }
      ).pipe(
        attempt,
        Effect.catch((failure) =>
          !batch.hasRole && failure.statement === "unknown"
            ? BatchToken.settle(sql, token, failure)
            : Effect.fail(failure)
        )
      )
    })
  return (batch: WriteBatch<V, A>): Effect.Effect<ReadonlyMap<string, A>, PgFailure.PgFailure> =>
    Effect.retry(once(batch), {
      times: repeats,
      while: (failure) => failure instanceof BatchToken.NotThere
    }).pipe(
      Effect.mapError((failure) => (failure instanceof BatchToken.NotThere ? failure.failure : failure)),
      Effect.flatMap((told) =>
        told !== null && "refused" in told
          ? Effect.fail(told.refused)
          : Effect.sync(() =>
              read(
                told,
                batch.rows.map(({ key }) => key)
              )
            )
      )
    )
}

/** Makes the writing of values in groups, for as long as the scope is open. */
export const make = Effect.fnUntraced(function* <V, A>(
  options: CommittedWritesOptions<V, A>
): Effect.fn.Return<CommittedWrites<V, A>, never, SqlClient.SqlClient> {
  const { places = usualPlaces, read, within, write, ...bounds } = options
  const sql = yield* SqlClient.SqlClient
  const commit = committing(sql, options)
  const queue = new WriteQueue<V, A>({
    ...bounds,
    given: Duration.toMillis(within),
    places: { gathered: places, divided: usualPlaces, alone: usualPlaces },
    context: yield* Effect.context<never>(),
    commit
  })
  const alone = (value: V) =>
    Effect.map(BatchToken.alone(sql, write([value])), ([row]) =>
      answerTo(read(row?.answers ?? null, [options.key(value)]), options.key(value))
    )
  return (value) =>
    Effect.withFiber(
      ({ context }): ReturnType<CommittedWrites<V, A>> =>
        AskedTransaction.refusal(context, sql.transactionService) ??
        (Operation.inTransaction(sql, context)
          ? alone(value)
          : Effect.onExitPrimitive(queue.write(value), () => OwnWrites.ended(context)))
    )
})
