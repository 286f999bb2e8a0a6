import { Effect } from "effect"
import type { CrewProcess } from "../crew/Crew.ts"
import * as PoolUse from "../crew/PoolUse.ts"
import type { FleetProcess } from "./FleetProcess.ts"

/** What the processes of a fleet have done, and which of them are there. */
export class FleetMembers {
  readonly #keywords = new Map<number, number>()
  readonly #ended = new Map<number, string>()
  readonly #all: ReadonlyArray<FleetProcess>

  constructor(all: ReadonlyArray<FleetProcess>) {
    this.#all = all
  }

  count(pid: number, keywords: number): void {
    this.#keywords.set(pid, (this.#keywords.get(pid) ?? 0) + keywords)
  }

  /** How many are left. */
  lose(pid: number, by: string): number {
    this.#ended.set(pid, by)
    return this.#all.length - this.#ended.size
  }

  readonly told = (): ReadonlyArray<CrewProcess> =>
    this.#all.map(({ pid }) => ({
      pid,
      keywords: this.#keywords.get(pid) ?? 0,
      ended: this.#ended.get(pid) ?? null
    }))

  readonly pool = Effect.sync(() => PoolUse.sum(this.#all.map(({ word }) => word().pool)))
}
