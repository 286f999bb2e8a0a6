import { clientMetrics } from "./ClientMetrics.ts"
import { databaseMetrics } from "./DatabaseMetrics.ts"
import { type MetricInfo, systemName } from "./MetricInfo.ts"

export {
  connectionState,
  type MetricInfo,
  poolerUser,
  poolName,
  serverAddress,
  serverPort,
  systemName
} from "./MetricInfo.ts"

/**
 * Every metric that Aquifer publishes, with its unit, kind and attributes.
 *
 * `db.client.*` are OpenTelemetry's names; what HikariCP calls them stands in the description. `aquifer.*` is what
 * neither has a name for.
 *
 * **Example** (A table of all metrics)
 *
 * ```ts
 * import { MetricCatalogue } from "aquifer"
 *
 * const table = Object.values(MetricCatalogue.catalogue).map(
 *   ({ description, name, unit }) => `${name} (${unit}): ${description}`
 * )
 * ```
 */
export const catalogue = { ...clientMetrics, ...databaseMetrics } as const

const units: Readonly<Record<string, string>> = { s: "seconds", By: "bytes", "1": "ratio" }

/** What a metric of this name is told apart by in any case, as the conventions for database clients have it. */
export const always = (name: string): Readonly<Record<string, string>> =>
  name.startsWith("db.client.") ? { [systemName]: "postgresql" } : {}

/** A name as Prometheus has it, which is what the OpenTelemetry collector makes of the metric too. */
export const prometheusName = ({ kind, name, unit }: MetricInfo): string =>
  [name.replaceAll(".", "_"), units[unit], kind === "counter" ? "total" : undefined]
    .filter((part) => part !== undefined)
    .join("_")
