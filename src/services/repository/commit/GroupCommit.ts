import { Duration, Effect, Option, type Schema, type Scope } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as CommittedWrites from "./CommittedWrites.ts"
import * as GroupAnswers from "./GroupAnswers.ts"
import { roughBytes } from "./roughBytes.ts"

/** What is written in groups, and how. */
export interface GroupCommitOptions<Value, Answer> {
  /** The service and its operation, as failures, spans and metrics name them, such as `Products.save`. */
  readonly name: string
  /** What a value is a row of; values of one key are written one after the other, in the order asked. */
  readonly key: (value: Value) => string
  /**
   * One statement for values of different keys, which stand in the order of their keys. It returns rows; begins with
   * INSERT, UPDATE, DELETE, MERGE or SELECT, and has no WITH of its own.
   */
  readonly write: (values: ReadonlyArray<Value>) => Statement.Fragment
  /** A row that the statement returns, as Postgres makes JSON of it. */
  readonly answer: Schema.Decoder<Answer>
  /** The key that a returned row answers: one of those that were written. */
  readonly keyOf: (answer: Answer) => string
  /** What a value takes on its way, in bytes; estimated unless given. */
  readonly bytes?: ((value: Value) => number) | undefined
  /** Rows in a statement at most; 500 unless given. */
  readonly most?: number | undefined
  /** What the values of a statement may take together, in bytes; 1 MiB unless given. A larger value goes by itself. */
  readonly mostBytes?: number | undefined
  /** Callers that may wait at once; 10,000 unless given. */
  readonly mostWaiting?: number | undefined
  /** How long a caller waits at most; 3 seconds unless given. A nearer deadline around the caller counts. */
  readonly within?: Duration.Input | undefined
}

const toldOf = <A>(answer: Option.Option<GroupAnswers.GroupAnswer<A>>) =>
  Option.isSome(answer) ? Effect.map(answer.value, Option.some) : Effect.succeedNone

/**
 * Makes a function that writes one value, and that sends what concurrent callers write as one statement and one commit.
 *
 * What is asked in one turn of the program goes out together, and while two statements are out the next ones gather: a
 * batch grows with the load, and a caller who is alone waits for nobody. Each caller is answered by the row that the
 * statement returns for its key, `None` where it returns none, and has a deadline of its own; who is interrupted leaves
 * the others theirs. Inside a transaction a value is written by itself, on the transaction's connection.
 *
 * A statement fails as a whole. So when a row may be the reason, the batch is divided until that row fails alone; the
 * others are written. So it is with a value of which `write` makes no statement, but throws. A batch waits 50 ms for a lock:
 * a row that somebody has locked is found by the same division, and waits alone for as long as its caller does. That also
 * ends a deadlock with a transaction of yours, sooner than Postgres looks for one.
 *
 * With its rows a batch writes a token. When a connection dies before it has answered, the server is asked for the
 * token: what is there was written, and is answered as it would have been; what is not there never will be, and is
 * sent again. Only while the server does not answer at all is the outcome unknown. Under an `Identity` that has a role no
 * token is written, which that role may not do: there a lost answer is `OutcomeUnknown`.
 *
 * **When to use**
 *
 * For rows that many callers write one at a time. It needs the set `kitSchema` among your migrations,
 * and SQL of your own for arrays of values; rows that one caller has all at once need no group.
 *
 * **Errors**
 *
 * `DataError`, with the reason of the caller's own row; `Rejected` whose statement is `unknown` where it was written and the row
 * that it returned is not what `answer` says, or by `keyOf` of a key that nobody has written; `PoolExhausted` where too many wait; `Contention` where the row was locked until
 * 50 ms before the caller's time was over, and `OutcomeUnknown` where the server's word for that took longer than these 50 ms, as
 * on a machine that is overloaded.
 *
 * **Example** (Prices that a hundred importers keep up to date)
 *
 * ```ts
 * import { GroupCommit } from "aquifer"
 * import { Effect, Schema, type Scope } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const Price = Schema.Struct({ sku: Schema.String, cents: Schema.Int })
 *
 * const makePrices = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   const save = yield* GroupCommit.make({
 *     name: "Prices.save",
 *     key: (price: typeof Price.Type) => price.sku,
 *     write: (prices) => sql`
 *       INSERT INTO prices (sku, cents)
 *       SELECT * FROM unnest(${prices.map(({ sku }) => sku)}::text[], ${prices.map(({ cents }) => cents)}::int[])
 *       ON CONFLICT (sku) DO UPDATE SET cents = excluded.cents
 *       RETURNING sku, cents`,
 *     answer: Price,
 *     keyOf: ({ sku }) => sku
 *   })
 *   return { save } // save({ sku: "A-1", cents: 250 })
 * })
 * ```
 */
export const make = Effect.fnUntraced(function* <Value, Answer>(
  options: GroupCommitOptions<Value, Answer>
): Effect.fn.Return<
  (value: Value) => Effect.Effect<Option.Option<Answer>, DataError>,
  never,
  SqlClient.SqlClient | Scope.Scope
> {
  const {
    answer,
    bytes = roughBytes,
    keyOf,
    most = CommittedWrites.bounds.most,
    mostBytes = CommittedWrites.bounds.mostBytes,
    mostWaiting = CommittedWrites.bounds.mostWaiting,
    within = CommittedWrites.bounds.within,
    ...given
  } = options
  const write = yield* CommittedWrites.make<Value, GroupAnswers.GroupAnswer<Answer>>({
    ...given,
    most,
    mostBytes,
    mostWaiting,
    within: Duration.fromInputUnsafe(within),
    read: GroupAnswers.reader(answer, keyOf),
    bytes,
    protect: yield* Operation.makeProtection
  })
  const report = Operation.reported(...Operation.named(options.name, "write"), "write")
  return (value) => report(Effect.flatMap(write(value), toldOf))
})
