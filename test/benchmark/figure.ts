import type { Result } from "./rounds.ts"

/** A figure that nobody else has: a whole number as it is, any other to four digits. */
export const figure = (name: string, unit: string, rounds: number, value: number): Result => ({
  name,
  unit,
  rounds,
  aquifer: Number.isInteger(value) ? value : Number(value.toPrecision(4)),
  peers: {},
  ratio: {}
})
