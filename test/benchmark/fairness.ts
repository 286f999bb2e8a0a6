/** Jain's index: 1 where all have the same, 1 / n where one has everything. */
export const fairness = (amounts: ReadonlyArray<number>): number =>
  amounts.reduce((sum, amount) => sum + amount, 0) ** 2 /
  (amounts.length * amounts.reduce((sum, amount) => sum + amount ** 2, 0))
