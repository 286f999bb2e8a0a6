import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Tracer } from "effect"
import * as StatementTracer from "../../../src/layers/measure/StatementTracer.ts"

describe("StatementTracer", () => {
  it.effect("lets no value of a statement into a span", () =>
    Effect.gen(function* () {
      const spans: Array<Tracer.Span> = []
      const exporter = Layer.succeed(
        Tracer.Tracer,
        Tracer.make({
          span: (options) => {
            const span = new Tracer.NativeSpan(options)
            spans.push(span)
            return span
          }
        })
      )
      yield* Effect.useSpan("sql.execute", (span) =>
        Effect.sync(() => {
          span.attribute("db.query.text", "SELECT * FROM users WHERE password = 'hunter2'")
          span.attribute("db.namespace", "app")
        })
      ).pipe(Effect.provide(StatementTracer.layer(exporter)))
      expect(spans.map(({ attributes, name }) => ({ name, ...Object.fromEntries(attributes) }))).toEqual([
        {
          name: "SELECT users",
          "db.query.text": "SELECT * FROM users WHERE password = ?",
          "db.query.summary": "SELECT users",
          "db.namespace": "app"
        }
      ])
    })
  )
})
