/** One metric: what it is called, counts, and is told apart by. */
export interface MetricInfo {
  /** By OpenTelemetry's conventions for database clients where they have one, else ours. */
  readonly name: string
  /** An `upDownCounter` is what OpenTelemetry has for what can be added up over instances; Prometheus calls it a gauge. */
  readonly kind: "gauge" | "counter" | "upDownCounter" | "histogram"
  /** By UCUM, as OpenTelemetry wants it: `s`, `By`, or what is counted in braces. */
  readonly unit: string
  /** What is counted, in a sentence, with the name that HikariCP has for it where it has one. */
  readonly description: string
  /** The attributes by which its series are told apart; none where there is but one. */
  readonly attributes: ReadonlyArray<string>
}

/** The attribute that says which make of database it is, which the conventions require; it is `postgresql`. */
export const systemName = "db.system.name"
/** The attribute that says which pool: `pooled`, `direct`, `replica`, or one's own name. */
export const poolName = "db.client.connection.pool.name"
/** The attribute that says which server: by it one that two programs watch is told from two servers. */
export const serverAddress = "server.address"
/** The attribute that says at which port that server is, as text. */
export const serverPort = "server.port"
/** The attribute that says as whom a pooler's clients log in. */
export const poolerUser = "aquifer.user"
/** The attribute that says whether connections are `idle` or `used`. */
export const connectionState = "db.client.connection.state"

const metric =
  (kind: MetricInfo["kind"]) =>
  (name: string, unit: string, description: string, ...attributes: ReadonlyArray<string>): MetricInfo => ({
    name,
    kind,
    unit,
    description,
    attributes
  })
export const gauge = metric("gauge")
export const counter = metric("counter")
export const histogram = metric("histogram")
export const upDownCounter = metric("upDownCounter")
