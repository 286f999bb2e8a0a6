import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { MetricCatalogue } from "aquifer"
import { Effect } from "effect"
import { openFolder } from "../../support/openFolder.ts"
import { promtool } from "../../support/promtool.ts"

const file = fileURLToPath(new URL("../../../src/programs/dashboard/alerts.yaml", import.meta.url))
const rules = readFileSync(file, "utf8")

/** Samples by series, one each 15 s: the same value for twenty minutes, or one that grows. */
type Series = Readonly<Record<string, string>>

const pool = 'job="shop", instance="one", db_client_connection_pool_name="pooled"'
const used = `db_client_connection_count{${pool}, db_client_connection_state="used"}`
const idle = `db_client_connection_count{${pool}, db_client_connection_state="idle"}`
const max = `db_client_connection_max{${pool}}`
const pending = `db_client_connection_pending_requests{${pool}}`
const bucket = (le: string) => `db_client_connection_wait_time_seconds_bucket{${pool}, le="${le}"}`
const here = 'job="shop", instance="one"'

/** A server as a program sees it. */
const seen = (server: string, instance = "one", job = "shop") =>
  `job="${job}", instance="${instance}", server_address="${server}", server_port="5432"`
const db = seen("db")

const lag = `aquifer_postgres_replica_lag_seconds{${db}, aquifer_standby="b"}`
const unapplied = `aquifer_postgres_replica_unapplied_bytes{${db}, aquifer_standby="b"}`

/** Of each alert, when it has to be raised and when not. */
const cases: Readonly<Record<string, { readonly raised: Series; readonly silent: Series }>> = {
  AquiferPoolSaturated: {
    raised: { [used]: "10x80", [idle]: "0x80", [max]: "10x80", [pending]: "3x80" },
    silent: { [used]: "9x80", [idle]: "1x80", [max]: "10x80", [pending]: "3x80" }
  },
  AquiferCallersWait: {
    raised: { [bucket("0.5")]: "0+90x80", [bucket("5")]: "0+100x80", [bucket("+Inf")]: "0+100x80" },
    silent: { [bucket("0.5")]: "0+100x80", [bucket("5")]: "0+100x80", [bucket("+Inf")]: "0+100x80" }
  },
  AquiferCallersTurnedAway: {
    raised: {
      [`db_client_connection_timeouts_total{${pool}}`]: "0+1x80",
      [`aquifer_pool_refused_total{${pool}}`]: "0x80"
    },
    silent: {
      [`db_client_connection_timeouts_total{${pool}}`]: "7x80",
      [`aquifer_pool_refused_total{${pool}}`]: "2x80"
    }
  },
  AquiferBreakerOpen: {
    raised: { [`aquifer_breaker_refused_total{${here}}`]: "0+5x80" },
    silent: { [`aquifer_breaker_refused_total{${here}}`]: "40x80" }
  },
  AquiferPostgresDown: {
    raised: { [`aquifer_postgres_up{${db}}`]: "0x80" },
    silent: { [`aquifer_postgres_up{${db}}`]: "1x80" }
  },
  AquiferPgBouncerDown: {
    raised: { [`aquifer_pgbouncer_up{${db}}`]: "0x80" },
    silent: { [`aquifer_pgbouncer_up{${db}}`]: "1x80" }
  },
  AquiferPostgresConnectionsRunOut: {
    raised: {
      [`aquifer_postgres_connection_free{${db}}`]: "5x80",
      [`aquifer_postgres_connection_max{${db}}`]: "100x80"
    },
    silent: {
      [`aquifer_postgres_connection_free{${db}}`]: "10x80",
      [`aquifer_postgres_connection_max{${db}}`]: "100x80"
    }
  },
  AquiferReplicaLag: {
    raised: { [lag]: "31x80", [unapplied]: "0x80" },
    silent: { [lag]: "30x80", [unapplied]: "67108864x80" }
  },
  AquiferWraparound: {
    raised: { [`aquifer_postgres_wraparound_ratio{${db}}`]: "0.41x80" },
    silent: { [`aquifer_postgres_wraparound_ratio{${db}}`]: "0.1x80" } // autovacuum goes to work here
  },
  AquiferLongTransaction: {
    raised: { [`aquifer_postgres_longest_transaction_seconds{${db}}`]: "301x80" },
    silent: { [`aquifer_postgres_longest_transaction_seconds{${db}}`]: "0+15x19 0+15x19 0+15x19 0+15x19" }
  }
}

const free = "aquifer_postgres_connection_free"
const limit = "aquifer_postgres_connection_max"
const other = seen("other", "two")

/** Two databases that one job watches: what is compared is one's own, and the alert says whose it is. */
const two: ReadonlyArray<readonly [alert: string, series: Series, raisedFor: ReadonlyArray<string>]> = [
  [
    "AquiferPostgresConnectionsRunOut",
    {
      [`${free}{${db}}`]: "15x80",
      [`${limit}{${db}}`]: "20x80",
      [`${free}{${other}}`]: "900x80",
      [`${limit}{${other}}`]: "1000x80"
    },
    []
  ],
  [
    "AquiferPostgresConnectionsRunOut",
    {
      [`${free}{${db}}`]: "1x80",
      [`${limit}{${db}}`]: "20x80",
      [`${free}{${other}}`]: "900x80",
      [`${limit}{${other}}`]: "1000x80"
    },
    ["db"]
  ],
  [
    "AquiferWraparound",
    {
      [`aquifer_postgres_wraparound_ratio{${db}}`]: "0.41x80",
      [`aquifer_postgres_wraparound_ratio{${other}}`]: "0.1x80"
    },
    ["db"]
  ],
  [
    "AquiferLongTransaction",
    {
      [`aquifer_postgres_longest_transaction_seconds{${db}}`]: "301x80",
      [`aquifer_postgres_longest_transaction_seconds{${other}}`]: "1x80"
    },
    ["db"]
  ],
  [
    "AquiferReplicaLag",
    { [lag]: "31x80", [`aquifer_postgres_replica_lag_seconds{${other}, aquifer_standby="b"}`]: "0x80" },
    ["db"]
  ]
]

/** What is wrong with a server, as each of two programs on it has it. */
const ofServer = Object.entries(cases).filter(([, { raised }]) =>
  Object.keys(raised).every((series) => series.includes("server_address"))
)

const asSeenBy = (series: Series, instance: string, job: string): Series =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [name.replace(db, seen("db", instance, job)), values])
  )

/** Two programs watch one server: what both see is raised once, and what one sees alone is raised too. */
const watchedTwice = ofServer.flatMap(([alert, { raised, silent }]): typeof two => [
  [alert, { ...raised, ...asSeenBy(raised, "two", "shop"), ...asSeenBy(raised, "three", "report") }, ["db"]],
  [alert, { ...silent, ...asSeenBy(raised, "two", "shop") }, ["db"]],
  [alert, { ...silent, ...asSeenBy(silent, "two", "shop") }, []]
])

/** A test of promtool's: for which servers the alert is raised, and how often after twenty minutes. */
const testOfTwo = ([alert, series, raisedFor]: (typeof two)[number]) => ({
  name: `${alert}, of two servers or by two programs`,
  interval: "15s",
  input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
  promql_expr_test: [
    {
      expr: `count by (server_address) (ALERTS{alertname="${alert}", alertstate="firing"})`,
      eval_time: "20m",
      exp_samples: raisedFor.map((server) => ({ labels: `{server_address="${server}"}`, value: 1 }))
    }
  ]
})

/** A test of promtool's: whether the alert is raised after twenty minutes. */
const testOf = (alert: string, series: Series, raised: boolean) => ({
  name: `${alert}, ${raised ? "raised" : "silent"}`,
  interval: "15s",
  input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
  promql_expr_test: [
    {
      expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
      eval_time: "20m",
      exp_samples: [{ labels: "{}", value: raised ? 1 : 0 }]
    }
  ]
})

describe("The alerts", () => {
  it("are all tried here, and ask for metrics of the catalogue alone", () => {
    expect(ofServer).toHaveLength(6)
    expect(Array.from(rules.matchAll(/- alert: (\w+)/g), ([, name]) => name)).toEqual(Object.keys(cases))
    const known = new Set(Object.values(MetricCatalogue.catalogue).map(MetricCatalogue.prometheusName))
    const asked =
      rules.replaceAll(/by \([^)]*\)|\{\{.*?\}\}|\w+="/g, "").match(/\b(?:db_client|aquifer)_\w+/g) ?? []
    expect(asked.filter((name) => !known.has(name.replace(/_bucket$/, "")))).toEqual([])
  })

  it.live.each(promtool === undefined ? [] : [{ run: promtool }])(
    "are raised when they should be, and not before, as promtool has it",
    ({ run }) =>
      Effect.gen(function* () {
        expect(run(["check", "rules", file])).toMatchObject({ status: 0 })
        const tests = Object.entries(cases).flatMap(([alert, { raised, silent }]) => [
          testOf(alert, raised, true),
          testOf(alert, silent, false)
        ])
        tests.push(testOf("AquiferReplicaLag", { [lag]: "0x80", [unapplied]: "0+2097152x80" }, true)) // applies nothing
        const folder = yield* openFolder
        const cased = join(folder, "alerts.test.yaml")
        const chapter = readFileSync(join(file, "../../../services/monitor/Monitoring.md"), "utf8")
        const settings = join(folder, "prometheus.yml")
        writeFileSync(settings, /```yaml\n(.*?)```/s.exec(chapter)?.[1] ?? "no settings")
        expect(run(["check", "config", settings])).toMatchObject({ status: 0 })
        // JSON is YAML.
        const all = [...tests, ...[...two, ...watchedTwice].map(testOfTwo)]
        writeFileSync(cased, JSON.stringify({ rule_files: [file], evaluation_interval: "15s", tests: all }))
        expect(run(["test", "rules", cased])).toMatchObject({
          status: 0,
          printed: expect.stringContaining("SUCCESS")
        })
      }).pipe(Effect.scoped)
  )
})
