/** The numbers from 0 on, so many. */
export const range = (count: number): ReadonlyArray<number> =>
  Array.from({ length: count }, (_, index) => index)
