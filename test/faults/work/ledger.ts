import { Effect } from "effect"
import { asked, type Turn } from "./Agent.ts"

const statementMillis = 3_000
const transactionMillis = 4_000

/** Writes both parts in one statement, which nothing repeats. */
export const oneStatement: Turn = (agent, turn) => {
  const key = `statement ${agent.name} ${turn}`
  const { sql, statement } = agent.product
  const work = sql`INSERT INTO faults_ledger (key, part) VALUES (${key}, 1), (${key}, 2)`
  return agent.history.run(asked(agent, statementMillis), statement(statementMillis)(work), () => ({
    kind: "statement",
    key
  }))
}

/** Writes the parts in two statements, the second at times in a savepoint; some are long in committing. */
export const oneTransaction: Turn = (agent, turn) => {
  const key = `transaction ${agent.name} ${turn}`
  const { sql, transaction } = agent.product
  const slow = agent.random.chance(0.2)
  const nested = agent.random.chance(0.3)
  const thinks = agent.random.below(15)
  const second = sql`INSERT INTO faults_ledger (key, part) VALUES (${key}, 2)`
  const work = Effect.gen(function* () {
    yield* sql`INSERT INTO faults_ledger (key, part, slow) VALUES (${key}, 1, ${slow})`
    yield* Effect.sleep(thinks)
    yield* nested ? sql.withTransaction(second) : second
  })
  return agent.history.run(
    asked(agent, transactionMillis),
    transaction({ millis: transactionMillis })(work),
    () => ({
      kind: "transaction",
      key
    })
  )
}
