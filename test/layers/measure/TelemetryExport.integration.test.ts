import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, layer } from "@effect/vitest"
import { PooledPg, Telemetry } from "aquifer"
import { PoolMetrics } from "aquifer/operations"
import { ConfigProvider, Effect, Layer, Scope, Exit } from "effect"
import { HttpRouter } from "effect/http"
import { endpoints } from "../../support/ResearchStore.ts"

/** A collector that keeps what it is sent, by path. */
const collector = Effect.acquireRelease(
  Effect.callback<{
    readonly port: number
    readonly received: Map<string, string>
    readonly close: () => void
  }>((resume) => {
    const received = new Map<string, string>()
    const server = createServer((request, response) => {
      const chunks: Array<Buffer> = []
      request.on("data", (chunk: Buffer) => chunks.push(chunk))
      request.on("end", () => {
        const path = request.url ?? ""
        received.set(path, `${received.get(path) ?? ""}${Buffer.concat(chunks).toString("latin1")}`)
        response.end()
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resume(Effect.succeed({ port, received, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

layer(PoolMetrics.layer.pipe(Layer.provideMerge(endpoints("pgbouncer124"))), { excludeTestServices: true })(
  "Telemetry by OTLP",
  (it) => {
    it.effect("sends metrics and spans where the environment says, and no value of any statement", () =>
      Effect.gen(function* () {
        const { port, received } = yield* collector
        const { sql } = yield* PooledPg
        const env = {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
          OTEL_SERVICE_NAME: "of-the-test"
        }
        const scope = yield* Scope.make()
        const context = yield* Layer.build(Telemetry.layerOtlp).pipe(
          Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })),
          Effect.provideService(Scope.Scope, scope)
        )
        yield* Effect.andThen(
          sql`SELECT ${"hunter2-parameter"}::text AS secret`,
          sql.unsafe("SELECT 'hunter2-literal' AS secret FROM pg_class WHERE relpages > 4711 LIMIT 1")
        ).pipe(Effect.provideContext(context))
        yield* Scope.close(scope, Exit.void) // sends what is left
        const spans = received.get("/v1/traces") ?? ""
        expect(spans).toContain("of-the-test")
        expect(spans).toContain("SELECT $1::text AS secret")
        expect(spans).toContain("SELECT ? AS secret FROM pg_class WHERE relpages > ? LIMIT ?")
        expect(spans).toContain("SELECT pg_class")
        expect([...received.values()].join("")).not.toMatch(/hunter2|4711/)
        for (const time of ["wait", "use", "create"]) {
          expect(received.get("/v1/metrics")).toContain(`db.client.connection.${time}_time`)
        }
      })
    )

    it.effect("answers GET /metrics in the text format", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* sql`SELECT 1`
        const { dispose, handler } = HttpRouter.toWebHandler(Telemetry.layerPrometheus)
        const response = yield* Effect.promise(() => handler(new Request("http://127.0.0.1/metrics")))
        expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
        expect(yield* Effect.promise(() => response.text())).toContain(
          'db_client_connection_max{db_client_connection_pool_name="pooled"} 10'
        )
        yield* Effect.promise(dispose)
      })
    )
  }
)
