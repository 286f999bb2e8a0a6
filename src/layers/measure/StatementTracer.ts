import { type Context, Effect, Exit, Layer, Option, Tracer } from "effect"
import { SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"
import type { Sampler } from "./OtlpVariables.ts"
import * as StatementFingerprint from "./statement/StatementFingerprint.ts"
import * as StatementSummary from "./statement/StatementSummary.ts"

interface Fingerprint {
  readonly text: string
  readonly summary: string
}

/** A program has few statements; one that writes values into their text has many, and those are forgotten. */
const most = 1_000

const fingerprints = () => {
  const known = new Map<string, Fingerprint>()
  return (sql: string): Fingerprint => {
    const found = known.get(sql)
    if (found !== undefined) return found
    if (known.size >= most) known.clear()
    const made = { text: StatementFingerprint.normalized(sql), summary: StatementSummary.summary(sql) }
    known.set(sql, made)
    return made
  }
}

/** What the conventions want of a statement that failed: which sort of failure, and Postgres' own code where there is one. */
const failed = (exit: Exit.Exit<unknown, unknown>): ReadonlyArray<readonly [string, string]> => {
  const error = Exit.isFailure(exit) ? Option.getOrUndefined(Exit.findErrorOption(exit)) : undefined
  if (!SqlError.isSqlError(error)) return []
  const { _tag, sqlState } = PgFailure.classify(error)
  return [
    ["error.type", _tag],
    ...(sqlState === undefined ? [] : [["db.response.status_code", sqlState] as const])
  ]
}

/** A share of the traces, the same spans of one in every process: by its number, which is random. */
const isSampled = (span: Tracer.Span, { byParent, ratio }: Sampler): boolean =>
  Option.isSome(span.parent) && byParent
    ? span.parent.value.sampled
    : Number.parseInt(span.traceId.slice(-8), 16) < ratio * 0x1_0000_0000

/** The tracer with spans that carry a statement's fingerprint in place of its text, and are called by its summary. */
const guarded = (tracer: Tracer.Tracer, sampler: Sampler): Tracer.Tracer => {
  if (tracer === Tracer.nativeTracer) return tracer // exports nothing
  const fingerprint = fingerprints()
  return Tracer.make({
    ...tracer,
    span(options) {
      const span = tracer.span(options)
      const [attribute, end] = [span.attribute.bind(span), span.end.bind(span)]
      let isStatement = false
      return Object.assign(span, {
        sampled: span.sampled && isSampled(span, sampler),
        attribute(key: string, value: unknown) {
          if (key !== "db.query.text" || typeof value !== "string") return attribute(key, value)
          const { summary, text } = fingerprint(value)
          isStatement = true
          attribute("db.query.text", text)
          attribute("db.query.summary", summary)
          Object.assign(span, { name: summary }) // the text is known only once the span has begun
        },
        end(time: bigint, exit: Exit.Exit<unknown, unknown>) {
          if (isStatement) for (const [key, value] of failed(exit)) attribute(key, value)
          end(time, exit)
        }
      })
    }
  })
}

const all: Sampler = { ratio: 1, byParent: true }

/**
 * A tracer whose spans never carry a value: parameters are in no span anyway, and the strings and numbers that are
 * written into a statement are cut out of `db.query.text`. `db.query.summary` says what it does to what, and is the
 * span's name.
 */
export const layer = <A, E, R>(
  exporter: Layer.Layer<A, E, R>,
  sampler: Effect.Effect<Sampler> = Effect.succeed(all)
): Layer.Layer<A, E, R> =>
  Layer.flatMap(exporter, (context) =>
    Layer.succeedContext(context).pipe(
      Layer.merge(
        Layer.effect(
          Tracer.Tracer,
          Effect.provideContext(
            Effect.zipWith(Tracer.Tracer, sampler, guarded),
            context as Context.Context<never>
          )
        )
      )
    )
  )
