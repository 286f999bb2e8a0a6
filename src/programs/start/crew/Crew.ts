import { Effect } from "effect"
import { PooledPg } from "../../../layers/PooledPg.ts"
import * as ResearchAgents from "../../../services/research/ResearchAgents.ts"
import * as PoolUse from "./PoolUse.ts"

/** A process of a fleet, as the report has it. */
export interface CrewProcess {
  readonly pid: number
  /** Keywords that agents were sent for there. */
  readonly keywords: number
  /** What it ended by while there was work; null when it was there to the end. */
  readonly ended: string | null
}

/** Agents to be sent, and what their processes are doing. */
export interface Crew {
  readonly agentOf: (number: number) => ResearchAgents.Agent
  /** Keywords that an agent is sent for at once, at most. */
  readonly atOnce: number
  readonly pool: Effect.Effect<PoolUse.PoolUse>
  /** Undefined where the agents are in this process. */
  readonly processes: (() => ReadonlyArray<CrewProcess>) | undefined
}

/** All agents in this process. */
export const inProcess = Effect.gen(function* () {
  const agent: ResearchAgents.Agent = yield* ResearchAgents.make
  const { stats } = yield* PooledPg
  const crew: Crew = {
    agentOf: () => agent,
    atOnce: 1,
    pool: Effect.map(stats, PoolUse.of),
    processes: undefined
  }
  return crew
})
