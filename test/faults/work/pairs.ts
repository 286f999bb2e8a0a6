import { Effect } from "effect"
import { type Agent, asked, type Turn } from "./Agent.ts"

const millis = 4_000

/** Goes off call if somebody else stays. */
const goOff = (agent: Agent, pair: string, who: string, partner: Agent["product"]) => {
  const { sql, transaction } = partner
  const work = Effect.gen(function* () {
    const [row] = yield* sql<{ n: number }>`
      SELECT count(*)::int4 AS n FROM faults_pairs WHERE pair = ${pair} AND on_call`
    yield* Effect.sleep(5)
    if ((row?.n ?? 0) > 1)
      yield* sql`UPDATE faults_pairs SET on_call = false WHERE pair = ${pair} AND who = ${who}`
  })
  return agent.history.run(
    asked(agent, millis),
    transaction({ isolation: "serializable", millis })(work),
    () => ({
      kind: "off call",
      key: pair
    })
  )
}

/** Two people want to go off call at the same moment, each in a program of their own. */
export const pairWith =
  (partner: Agent["product"]): Turn =>
  (agent, turn) => {
    const pair = `pair ${agent.name} ${turn}`
    const begin = agent.product
      .sql`INSERT INTO faults_pairs (pair, who, on_call) VALUES (${pair}, 'a', true), (${pair}, 'b', true)`
    const both = Effect.all(
      [
        goOff({ ...agent, name: `${agent.name} a` }, pair, "a", agent.product),
        goOff({ ...agent, name: `${agent.name} b` }, pair, "b", partner)
      ],
      { concurrency: 2 }
    )
    return Effect.matchCauseEffect(Effect.timeout(begin, "3 seconds"), {
      onFailure: () => Effect.succeed("did not run" as const),
      onSuccess: () => Effect.map(both, ([told]) => told)
    })
  }
