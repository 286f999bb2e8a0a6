import { type Context, Effect, Layer, Tracer } from "effect"
import * as StatementFingerprint from "./StatementFingerprint.ts"

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
    const made = { text: StatementFingerprint.normalized(sql), summary: StatementFingerprint.summary(sql) }
    known.set(sql, made)
    return made
  }
}

/** The tracer with spans that carry a statement's fingerprint in place of its text. */
const guarded = (tracer: Tracer.Tracer): Tracer.Tracer => {
  if (tracer === Tracer.nativeTracer) return tracer // exports nothing
  const fingerprint = fingerprints()
  return Tracer.make({
    ...tracer,
    span(options) {
      const span = tracer.span(options)
      const attribute = span.attribute.bind(span)
      return Object.assign(span, {
        attribute(key: string, value: unknown) {
          if (key !== "db.query.text" || typeof value !== "string") return attribute(key, value)
          const { summary, text } = fingerprint(value)
          attribute("db.query.text", text)
          attribute("db.query.summary", summary)
        }
      })
    }
  })
}

/**
 * A tracer whose spans never carry a value: parameters are in no span anyway, and the strings and numbers that are
 * written into a statement are cut out of `db.query.text`. `db.query.summary` says what it does to what.
 */
export const layer = <A, E, R>(exporter: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
  Layer.flatMap(exporter, (context) =>
    Layer.succeedContext(context).pipe(
      Layer.merge(
        Layer.effect(
          Tracer.Tracer,
          Effect.provideContext(Effect.map(Tracer.Tracer, guarded), context as Context.Context<never>)
        )
      )
    )
  )
