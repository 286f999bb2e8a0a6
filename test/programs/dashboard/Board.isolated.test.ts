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

/** One server, as each of two instances that watch it sees it: 6 samples a minute and more. */
const server = (instance: string) => {
  const here = `job="shop", instance="${instance}"`
  const user = (name: string) => `${here}, db_namespace="shop", aquifer_pooler_user="${name}"`
  return {
    [`aquifer_postgres_connections{${here}, aquifer_state="active"}`]: "4x80",
    [`aquifer_postgres_connections{${here}, aquifer_state="idle"}`]: "3x80",
    [`aquifer_postgres_connection_max{${here}}`]: "100x80",
    [`aquifer_postgres_transactions_total{${here}, aquifer_outcome="committed"}`]: "0+150x80",
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

/** What each question is answered with, by the labels of the curve. */
const shown: Readonly<Record<string, ReadonlyArray<Readonly<Record<string, number>>>>> = {
  "Postgres: connections by state": [
    { '{aquifer_state="active"}': 4, '{aquifer_state="idle"}': 3 },
    { "{}": 100 }
  ],
  "PgBouncer: clients": [{ '{aquifer_state="active"}': 7 }],
  "PgBouncer: server connections": [{ '{aquifer_state="idle"}': 3 }],
  Transactions: [{ '{aquifer_outcome="committed"}': 10 }, { "{}": 12 }],
  "PgBouncer: clients waiting on average": [{ "{}": 2 }, { "{}": 90 }]
}

describe("The Grafana board", () => {
  it.live.each(promtool === undefined ? [] : [{ run: promtool }])(
    "counts a server once that two instances watch, as promtool has it",
    ({ run }) =>
      Effect.gen(function* () {
        const questions = Object.entries(shown).flatMap(([title, answers]) => {
          const exprs = asked(title)
          expect(exprs, title).toHaveLength(answers.length)
          return answers.map((answer, index) => ({
            expr: exprs[index],
            eval_time: "10m",
            exp_samples: Object.entries(answer).map(([labels, value]) => ({ labels, value }))
          }))
        })
        const test = {
          interval: "15s",
          input_series: Object.entries({ ...server("one"), ...server("two") }).map(([series, values]) => ({
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
