import type { Result } from "../rounds.ts"

/** A figure that nobody else has. */
export const figure = (name: string, unit: string, rounds: number, value: number): Result => ({
  name,
  unit,
  rounds,
  aquifer: Number(value.toPrecision(4)),
  peers: {},
  ratio: {}
})
