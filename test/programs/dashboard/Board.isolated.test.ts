import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { openFolder } from "../../support/openFolder.ts"
import { promtool } from "../../support/promtool.ts"

/** What the test reads of the board. */
interface Board {
  readonly panels: ReadonlyArray<{
    readonly title: string
    readonly targets?: ReadonlyArray<{ readonly expr: string }>
  }>
}

const board: Board = JSON.parse(
  readFileSync(new URL("../../../src/programs/dashboard/grafana.json", import.meta.url), "utf8")
)

/** A panel's questions, as Grafana asks them with all instances chosen. */
const asked = (title: string): ReadonlyArray<string> =>
  (board.panels.find((panel) => panel.title === title)?.targets ?? []).map(({ expr }) =>
    expr.replaceAll("$instance", ".*").replaceAll("$__rate_interval", "1m")
  )

/** A server, as an instance that watches it sees it: 6 samples a minute and more. */
const server = (instance: string, address = "db", database = "shop") => {
  const here = `job="shop", instance="${instance}", server_address="${address}", server_port="5432"`
  const user = (name: string) => `${here}, db_namespace="shop", aquifer_pooler_user="${name}"`
  return {
    [`aquifer_postgres_connections{${here}, aquifer_state="active"}`]: "4x80",
    [`aquifer_postgres_connections{${here}, aquifer_state="idle"}`]: "3x80",
    [`aquifer_postgres_connection_max{${here}}`]: "100x80",
    [`aquifer_postgres_transactions_total{${here}, db_namespace="${database}", aquifer_outcome="committed"}`]:
      "0+150x80",
    [`aquifer_pgbouncer_clients{${user("app")}, aquifer_state="active"}`]: "5x80",
    [`aquifer_pgbouncer_clients{${user("report")}, aquifer_state="active"}`]: "2x80",
    [`aquifer_pgbouncer_servers{${user("app")}, aquifer_state="idle"}`]: "2x80",
    [`aquifer_pgbouncer_servers{${user("report")}, aquifer_state="idle"}`]: "1x80",
    [`aquifer_pgbouncer_transactions_total{${here}, db_namespace="shop"}`]: "0+150x80",
    [`aquifer_pgbouncer_transactions_total{${here}, db_namespace="stock"}`]: "0+30x80",
    [`aquifer_pgbouncer_wait_time_seconds_total{${here}, db_namespace="shop"}`]: "0+15x80",
    [`aquifer_pgbouncer_wait_time_seconds_total{${here}, db_namespace="stock"}`]: "0+15x80",
    [`aquifer_postgres_connection_free{${here}}`]: "90x80"
  }
}

const of = (address: string, more = "") => `{${more}server_address="${address}", server_port="5432"}`

/** What each question is answered with for one server, by the labels of its curve. */
const shownOf = (
  address: string,
  databases = 1
): Readonly<Record<string, ReadonlyArray<Readonly<Record<string, number>>>>> => ({
  "Postgres: connections by state": [
    { [of(address, 'aquifer_state="active", ')]: 4, [of(address, 'aquifer_state="idle", ')]: 3 },
    { [of(address)]: 100 }
  ],
  "PgBouncer: clients": [{ [of(address, 'aquifer_state="active", ')]: 7 }],
  "PgBouncer: server connections": [{ [of(address, 'aquifer_state="idle", ')]: 3 }],
  Transactions: [{ [of(address, 'aquifer_outcome="committed", ')]: 10 * databases }, { [of(address)]: 12 }],
  "PgBouncer: clients waiting on average": [{ [of(address)]: 2 }, { [of(address)]: 90 }]
})

/** Two instances on one server, another on another database of it, and one on another server. */
const watched = {
  ...server("one"),
  ...server("two"),
  ...server("three", "db", "stock"),
  ...server("four", "other")
}

describe("The Grafana board", () => {
  it.live.each(promtool === undefined ? [] : [{ run: promtool }])(
    "counts a server once that several instances watch, and tells it from others, as promtool has it",
    ({ run }) =>
      Effect.gen(function* () {
        const others = shownOf("other")
        const questions = Object.entries(shownOf("db", 2)).flatMap(([title, answers]) => {
          const exprs = asked(title)
          expect(exprs, title).toHaveLength(answers.length)
          return answers.map((answer, index) => ({
            expr: exprs[index],
            eval_time: "10m",
            exp_samples: Object.entries({ ...answer, ...others[title]?.[index] }).map(([labels, value]) => ({
              labels,
              value
            }))
          }))
        })
        const test = {
          interval: "15s",
          input_series: Object.entries(watched).map(([series, values]) => ({
            series,
            values
          })),
          promql_expr_test: questions
        }
        const cased = join(yield* openFolder, "board.test.yaml")
        writeFileSync(cased, JSON.stringify({ evaluation_interval: "15s", tests: [test] }))
        expect(run(["test", "rules", cased])).toMatchObject({
          status: 0,
          printed: expect.stringContaining("SUCCESS")
        })
      }).pipe(Effect.scoped)
  )
})
