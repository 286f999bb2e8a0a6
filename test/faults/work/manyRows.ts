import { Effect, Stream } from "effect"
import { asked, type Turn } from "./Agent.ts"

const millis = 3_000

/** More than fits into one packet. */
const most = 400

/** Reads rows whose number it knows, at once or as a stream. */
export const manyRows: Turn = (agent, turn) => {
  const wanted = 1 + agent.random.below(most)
  const { sql, statement } = agent.product
  const rows = sql`SELECT n, repeat('x', 500) AS text FROM generate_series(1, ${wanted}::int4) AS n`
  const found = agent.random.chance(0.3)
    ? Stream.runCount(rows.stream)
    : Effect.map(rows, ({ length }) => length)
  return agent.history.run(asked(agent, millis), statement(millis)(found), (found = 0) => ({
    kind: "many rows",
    key: `rows ${agent.name} ${turn}`,
    wanted,
    found
  }))
}
