import { Context, Effect, Effectable } from "effect"
import { type SqlConnection, type SqlError, Statement } from "effect/sql"
import * as Span from "../measure/Span.ts"

/** What a statement runs on that is run in this context, or why it is not run. */
export type Runs = (
  context: Context.Context<never>
) => SqlConnection.Connection | Effect.Effect<never, SqlError.SqlError>

type Rows<A> = Effect.Effect<ReadonlyArray<A>, SqlError.SqlError>

const isTransformed = (context: Context.Context<never>): boolean =>
  Context.get(context, Statement.CurrentTransformer) !== undefined

/**
 * A statement that runs without a span where no tracer would see it.
 *
 * Effect makes one for each statement, with all its attributes: a sixth of the client's time in a program that has no
 * tracer. In all else it is the statement that it is made of.
 */
export class UnseenStatement<A>
  extends Effectable.Class<ReadonlyArray<A>, SqlError.SqlError>
  implements Statement.Statement<A>
{
  readonly "~effect/sql/Statement/Fragment" = "~effect/sql/Statement/Fragment"
  readonly segments: ReadonlyArray<Statement.Segment>
  readonly #seen: Statement.Statement<A>
  readonly #runs: Runs

  constructor(seen: Statement.Statement<A>, runs: Runs) {
    super()
    this.segments = seen.segments
    this.#seen = seen
    this.#runs = runs
  }

  asEffect(): Rows<A> {
    return Effect.withFiber((fiber) => {
      if (Span.isTraced(fiber) || isTransformed(fiber.context)) return this.#seen
      const connection = this.#runs(fiber.context)
      if (Effect.isEffect(connection)) return connection
      const [sql, parameters] = this.compile()
      return connection.execute(sql, parameters, undefined) as Rows<A> // of the type that the caller says
    })
  }

  compile(withoutTransform?: boolean): readonly [sql: string, params: ReadonlyArray<unknown>] {
    return this.#seen.compile(withoutTransform)
  }

  override toJSON(): unknown {
    const [sql, params] = this.compile()
    return { _id: "Statement", segments: this.segments, sql, params }
  }

  get withoutTransform(): Rows<A> {
    return this.#seen.withoutTransform
  }

  get raw(): Effect.Effect<unknown, SqlError.SqlError> {
    return this.#seen.raw
  }

  get stream(): Statement.Statement<A>["stream"] {
    return this.#seen.stream
  }

  get values(): Statement.Statement<A>["values"] {
    return this.#seen.values
  }

  get valuesUnprepared(): Statement.Statement<A>["valuesUnprepared"] {
    return this.#seen.valuesUnprepared
  }

  get unprepared(): Rows<A> {
    return this.#seen.unprepared
  }
}
