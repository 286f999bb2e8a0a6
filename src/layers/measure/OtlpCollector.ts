import { Effect, Layer, Predicate, References } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientError, type HttpClientRequest } from "effect/http"

/** What to look at when a collector answers, but not with success. */
const remedy = (status: number): string => {
  if (status === 401 || status === 403) return "correct OTEL_EXPORTER_OTLP_HEADERS"
  if (status === 404 || status === 405) return "correct the path of OTEL_EXPORTER_OTLP_ENDPOINT"
  return "look into its log"
}

const refused = (status: number): string => `refuses what it is sent (HTTP ${status}); ${remedy(status)}`

/** The code of what failed below `fetch`. Its text is not repeated, as it may quote a header. */
const codeOf = (cause: unknown): string | undefined => {
  if (!Predicate.isObject(cause)) return undefined
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return cause.code
  return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : undefined
}

const failed = ({ reason, response }: HttpClientError.HttpClientError): string => {
  if (response !== undefined) return refused(response.status)
  const code = codeOf("cause" in reason ? reason.cause : undefined)
  return code === undefined
    ? "cannot be sent anything; OTEL_EXPORTER_OTLP_ENDPOINT has a port that HTTP is not spoken at, or OTEL_EXPORTER_OTLP_HEADERS what no header may have"
    : `cannot be reached (${code}); start it, or correct OTEL_EXPORTER_OTLP_ENDPOINT: by HTTP collectors listen on port 4318`
}

const unanswered =
  "has not answered in time; look whether it is overloaded, or set OTEL_EXPORTER_OTLP_TIMEOUT (milliseconds)"

/** Where a request goes, without a name and a password that its URL may have. */
const hostOf = ({ url }: HttpClientRequest.HttpClientRequest): string => new URL(url).host

/**
 * The way to the collector. What becomes of telemetry is nobody's failure, and is missed too late: the first time that a
 * collector does not take it is told, and only that.
 */
export const layerClient: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) => {
    let isTold = false
    const tell = (request: HttpClientRequest.HttpClientRequest, what: string) =>
      Effect.suspend(() => {
        if (isTold) return Effect.void
        isTold = true
        return Effect.logWarning(`OpenTelemetry's collector at ${hostOf(request)} ${what}`).pipe(
          Effect.provideService(References.CurrentLogAnnotations, {}) // which exporter it was is of no use
        )
      })
    return HttpClient.transform(client, (response, request) =>
      response.pipe(
        Effect.tap(({ status }) => (status < 400 ? Effect.void : tell(request, refused(status)))),
        Effect.tapError((error) => tell(request, failed(error))),
        Effect.onInterrupt(() => tell(request, unanswered))
      )
    )
  })
).pipe(Layer.provide(FetchHttpClient.layer))
