import type { PgConnection } from "@effect/sql-pg"
import { Effect, type Fiber, type Scope, Stream } from "effect"
import type { SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detached } from "../deadline/Detached.ts"
import * as Parameters from "../encode/Parameters.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { Checkout } from "../gate/Checkout.ts"
import type { OpenTransaction, SessionGuard } from "../guard/SessionGuard.ts"
import { PgSession, type SessionManner, type Transform } from "./PgSession.ts"

type Given = ReadonlyArray<unknown>

/** Who judges what is sent on a session that is held, and the transaction that is open on it. */
export interface Guarded {
  readonly guard: SessionGuard | undefined
  readonly transaction?: OpenTransaction
}

/** While rows of a stream arrive, the connection carries nothing else; the driver would wait for the stream's end. */
const streaming = new Rejected({
  statement: "did not run",
  message:
    "a stream of this transaction or session is open, and its connection carries nothing else until the stream has ended; collect its rows first (Stream.runCollect), or read the stream outside of the transaction"
})

/** A session that is held for more than one statement: what cannot be sent on it is refused, and errors are settled. */
export class HeldSession extends PgSession {
  readonly checkout: Checkout
  readonly #guarded: Guarded | undefined
  #streams = 0

  constructor(
    connection: PgConnection.PgConnection,
    manner: SessionManner,
    checkout: Checkout,
    guarded?: Guarded
  ) {
    super(connection, manner)
    this.checkout = checkout
    this.#guarded = guarded
  }

  /** Cuts the connection off. */
  readonly destroy = (): void => this.checkout.cutOff()

  /** Closes the connection when it is given back. */
  readonly retire = (): void => this.checkout.connection?.retire()

  /** Until its connection is over. */
  readonly closed: Effect.Effect<void> = Effect.suspend(() => this.checkout.connection?.closed ?? Effect.void)

  /** Whether its connection is still there, as far as is known on this side. */
  get isOpen(): boolean {
    return this.checkout.connection?.isOpen() ?? false
  }

  /** Whether a stream is open on it. */
  get isStreaming(): boolean {
    return this.#streams > 0
  }

  protected override meant(error: SqlError.SqlError): SqlError.SqlError {
    return this.checkout.refine(error)
  }

  protected override run<A>(
    sql: string,
    params: Given,
    statement: (params: Given) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    const sent = Parameters.prepare(params)
    if (sent instanceof Rejected) return Effect.fail(DriverError.fromFailure(sent, "encode"))
    const judged = this.judge(sql)
    const settled = this.settled(() => statement(sent))
    return judged === undefined ? settled : Effect.andThen(judged, settled)
  }

  /** Runs what need not be judged. */
  protected settled<A>(
    statement: () => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.withFiber((fiber) => {
      if (this.isStreaming) return Effect.fail(DriverError.fromFailure(streaming, "query"))
      // The deadline may be younger than the session, and so know nothing of how far that has come.
      this.sending(fiber)
      return Effect.mapError(detached(statement(), this.destroy), (error) => this.meant(error))
    })
  }

  /** Notes that something is sent for this fiber. */
  protected sending(fiber: Fiber.Fiber<unknown, unknown>): void {
    CurrentDeadline.reached(fiber.getRef(CurrentDeadline.Current), "running", true)
  }

  /** Looks at a statement before it is sent. */
  judge(sql: string): Effect.Effect<void, SqlError.SqlError> | undefined {
    return this.#guarded?.guard?.judge(sql, this.#guarded.transaction)
  }

  override executeStream(
    sql: string,
    params: ReadonlyArray<unknown>,
    transform: Transform
  ): Stream.Stream<unknown, SqlError.SqlError> {
    const rows = super.executeStream(sql, params, transform)
    const opened = Effect.andThen(this.judge(sql) ?? Effect.void, this.opening(this.#openStream))
    return Stream.unwrap(
      Effect.andThen(
        opened,
        Effect.suspend(() => this.streaming(rows))
      )
    )
  }

  /** How a stream is opened. */
  protected opening<A, R>(
    open: Effect.Effect<A, SqlError.SqlError, R>
  ): Effect.Effect<A, SqlError.SqlError, R> {
    return open
  }

  /** The rows of a stream that is open, until the scope closes. */
  protected streaming<A>(
    rows: Stream.Stream<A, SqlError.SqlError>
  ): Effect.Effect<Stream.Stream<A, SqlError.SqlError>, SqlError.SqlError, Scope.Scope> {
    return Effect.succeed(rows)
  }

  readonly #openStream = Effect.acquireRelease(
    Effect.suspend(() => {
      if (this.isStreaming) return Effect.fail(DriverError.fromFailure(streaming, "query"))
      this.#streams++
      return Effect.void
    }),
    () => Effect.sync(() => this.#streams--)
  )
}
