import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, layer } from "@effect/vitest"
import { PooledPg, Telemetry } from "aquifer"
import { PoolMetrics } from "aquifer/operations"
import { ConfigProvider, Effect, Exit, Latch, Layer, Logger, Scope } from "effect"
import { HttpRouter } from "effect/http"
import { endpoints } from "../../support/ResearchStore.ts"

/** A collector that keeps what it is sent, by path, and as what. */
const collector = (status = 200) =>
  Effect.acquireRelease(
    Effect.callback<{
      readonly port: number
      readonly received: Map<string, string>
      readonly types: Set<string | undefined>
      readonly close: () => void
    }>((resume) => {
      const received = new Map<string, string>()
      const types = new Set<string | undefined>()
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          types.add(request.headers["content-type"])
          const path = request.url ?? ""
          received.set(path, `${received.get(path) ?? ""}${Buffer.concat(chunks).toString("latin1")}`)
          response.writeHead(status).end()
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ port, received, types, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

const plain = (attributes: ReadonlyArray<Attribute>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

interface SentSpan {
  readonly name: string
  readonly kind: number
  readonly attributes: ReadonlyArray<Attribute>
}

interface SentMetric {
  readonly name: string
  readonly unit: string
  readonly sum?: {
    readonly isMonotonic: boolean
    readonly dataPoints: ReadonlyArray<{ readonly attributes: ReadonlyArray<Attribute> }>
  }
}

/** What was sent as JSON to a path, request by request. */
const sent = <A>(text: string | undefined): A => JSON.parse(`[${(text ?? "").replaceAll("}{", "},{")}]`) as A

/** Runs what is to be observed with these variables and the collector's address, and gives what that was sent. */
const observed = Effect.fnUntraced(function* <A, E, R>(
  variables: Readonly<Record<string, string>>,
  work: Effect.Effect<A, E, R>
) {
  const { port, received, types } = yield* collector()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, ...variables }
  yield* Effect.exit(work).pipe(
    Effect.provide(Telemetry.layerOtlp),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
  )
  return { received, types }
})

layer(PoolMetrics.layer.pipe(Layer.provideMerge(endpoints("pgbouncer124"))), { excludeTestServices: true })(
  "Telemetry by OTLP",
  (it) => {
    it.effect("sends metrics and spans where the environment says, and no value of any statement", () =>
      Effect.gen(function* () {
        const { port, received } = yield* collector()
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

    it.effect(
      "calls a span by what its statement does, and says of it and of the pool what the conventions want",
      () =>
        Effect.gen(function* () {
          const { sql } = yield* PooledPg
          const work = Effect.andThen(sql`SELECT count(*) FROM pg_class`, sql`SELECT * FROM no_such_table`)
          const { received, types } = yield* observed({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }, work)
          expect([...types]).toEqual(["application/json"])
          const spans = sent<
            ReadonlyArray<{
              readonly resourceSpans: ReadonlyArray<{
                readonly resource: { readonly attributes: ReadonlyArray<Attribute> }
                readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<SentSpan> }>
              }>
            }>
          >(received.get("/v1/traces")).flatMap(({ resourceSpans }) => resourceSpans)
          expect(plain(spans[0]?.resource.attributes ?? [])).toMatchObject({
            "service.name": "unknown_service:node"
          })
          const statements = spans
            .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
            .map(({ attributes, kind, name }) => ({ name, kind, ...plain(attributes) }))
          const common = {
            kind: 3,
            "db.system.name": "postgresql",
            "db.namespace": expect.any(String),
            "server.address": "127.0.0.1",
            "server.port": expect.any(Number)
          }
          expect(statements).toEqual([
            expect.objectContaining({
              ...common,
              name: "SELECT pg_class",
              "db.query.summary": "SELECT pg_class"
            }),
            expect.objectContaining({
              ...common,
              name: "SELECT no_such_table",
              "error.type": "Rejected",
              "db.response.status_code": "42P01"
            })
          ])
          const metrics = sent<
            ReadonlyArray<{
              readonly resourceMetrics: ReadonlyArray<{
                readonly scopeMetrics: ReadonlyArray<{ readonly metrics: ReadonlyArray<SentMetric> }>
              }>
            }>
          >(received.get("/v1/metrics")).flatMap(({ resourceMetrics }) =>
            resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
          )
          const count = metrics.find(({ name }) => name === "db.client.connection.count")
          expect([count?.unit, count?.sum?.isMonotonic]).toEqual(["{connection}", false])
          expect(count?.sum?.dataPoints.map(({ attributes }) => plain(attributes))).toContainEqual({
            "db.system.name": "postgresql",
            "db.client.connection.pool.name": "pooled",
            "db.client.connection.state": "used"
          })
          expect(metrics.find(({ name }) => name === "db.client.connection.timeouts")?.sum?.isMonotonic).toBe(
            true
          )
        })
    )

    it.effect.each([
      ["OTEL_TRACES_SAMPLER", "always_off"],
      ["OTEL_TRACES_EXPORTER", "none"],
      ["OTEL_SDK_DISABLED", "True"]
    ] as const)("sends no span where %s is %s", ([name, value]) =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const { received } = yield* observed({ [name]: value }, sql`SELECT 1`)
        expect(received.get("/v1/traces")).toBeUndefined()
      })
    )

    it.effect.each([
      [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "collector:4318",
        /^Nothing is sent to OpenTelemetry: OTEL_EXPORTER_OTLP_ENDPOINT has no http:/
      ],
      [
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "soon",
        /^OTEL_EXPORTER_OTLP_TIMEOUT cannot be read, and is taken as if it were not set$/
      ],
      [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://app:hunter2@127.0.0.1:4318",
        /^Nothing is sent to OpenTelemetry: OTEL_EXPORTER_OTLP_ENDPOINT has a name or a password in it; (?!.*hunter2)/
      ],
      ["OTEL_TRACES_EXPORTER", "console", /^OTEL_TRACES_EXPORTER has console, which is not known/],
      ["OTEL_SDK_DISABLED", "perhaps", /^OTEL_SDK_DISABLED cannot be read/],
      ["OTEL_RESOURCE_ATTRIBUTES", "a=%zz,service.name=shop", /^OTEL_RESOURCE_ATTRIBUTES cannot be read/],
      [
        "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
        "brotli",
        /^OTEL_EXPORTER_OTLP_TRACES_COMPRESSION cannot be read/
      ],
      ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", /^OpenTelemetry's protocol is grpc, which is not spoken/],
      ["OTEL_TRACES_SAMPLER", "xray", /^OTEL_TRACES_SAMPLER is xray, which is not known/]
    ] as const)("says that %s cannot be %s, and lets the program go on", ([name, value, said]) =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const lines: Array<string> = []
        const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
        const worked = yield* Latch.make(false)
        yield* observed({ [name]: value }, Effect.andThen(sql`SELECT 1`, worked.open)).pipe(
          Effect.provide(logger)
        )
        yield* worked.await
        expect(lines[0]).toMatch(said)
      })
    )

    it.effect.each([
      ["OTEL_RESOURCE_ATTRIBUTES", "a=%zz,service.name=shop"],
      ["OTEL_BSP_SCHEDULE_DELAY", "soon"],
      ["OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "brotli"]
    ] as const)("sends what there is where %s is %s", ([name, value]) =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const { received } = yield* observed({ [name]: value }, sql`SELECT 1`)
        expect(received.get("/v1/traces")).toBeDefined()
      })
    )

    it.effect.each([
      [
        "is away",
        0,
        /^OpenTelemetry's collector at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\); start it/
      ],
      ["refuses", 401, /refuses what it is sent \(HTTP 401\); correct OTEL_EXPORTER_OTLP_HEADERS$/],
      [
        "is something else",
        404,
        /refuses what it is sent \(HTTP 404\); correct the path of OTEL_EXPORTER_OTLP_/
      ]
    ] as const)("says once of a collector that it %s", ([, status, said]) =>
      Effect.gen(function* () {
        const { close, port } = yield* collector(status)
        if (status === 0) close()
        const lines: Array<string> = []
        const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
        const { sql } = yield* PooledPg
        yield* Effect.exit(sql`SELECT 1`).pipe(
          Effect.provide(Telemetry.layerOtlp),
          Effect.provide(logger),
          Effect.provideService(
            ConfigProvider.ConfigProvider,
            ConfigProvider.fromEnv({
              env: {
                OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
                OTEL_EXPORTER_OTLP_HEADERS: "authorization=hunter2",
                OTEL_EXPORTER_OTLP_TIMEOUT: "500"
              }
            })
          )
        )
        expect(lines).toEqual([expect.stringMatching(said)])
        expect(lines.join("")).not.toContain("hunter2")
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
          'db_client_connection_max{db_system_name="postgresql",db_client_connection_pool_name="pooled"} 10'
        )
        yield* Effect.promise(dispose)
      })
    )
  }
)

layer(endpoints("pgbouncer124"), { excludeTestServices: true })("Telemetry of a program that ends", (it) => {
  it.effect("has the numbers of its pools too, which are gone when it sends what is left", () =>
    Effect.gen(function* () {
      const pools = Layer.effectDiscard(Effect.flatMap(PooledPg, ({ sql }) => Effect.exit(sql`SELECT 1`)))
      const { received } = yield* observed(
        {},
        Effect.scoped(Layer.build(Layer.merge(PoolMetrics.layer, pools)))
      )
      expect(received.get("/v1/metrics")).toContain("db.client.connection.use_time")
    })
  )
})
