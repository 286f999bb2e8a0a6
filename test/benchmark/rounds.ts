/** The most rounds that a benchmark may take, for a first look, and the rows that are wanted, by what their names have. */
export const limit = { rounds: Infinity, only: "" }

export const wanted = (name: string): boolean => name.includes(limit.only)

/** Says on a terminal whose turn it is. */
const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}

/** Runs contenders in turn, round after round, so that what the machine does besides falls on all alike. */
export const interleaved = async <A = number>(
  rounds: number,
  contenders: Readonly<Record<string, () => Promise<A>>>
): Promise<Readonly<Record<string, ReadonlyArray<A>>>> => {
  const values: Record<string, Array<A>> = Object.fromEntries(
    Object.keys(contenders).map((name) => [name, []])
  )
  const last = Math.min(rounds, limit.rounds)
  for (let round = 0; round <= last; round++) {
    const names = Object.keys(contenders)
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      progress(round === 0 ? `warming up: ${name}` : `round ${round} of ${last}: ${name}`)
      const value = await contenders[name]?.()
      if (round > 0 && value !== undefined) values[name]?.push(value) // the first round warms up
    }
  }
  progress("")
  return values
}

export const median = (values: ReadonlyArray<number>): number => percentile(values, 0.5)

export const percentile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0

/** One figure of what each round of each contender found. */
export const figures = <A>(
  values: Readonly<Record<string, ReadonlyArray<A>>>,
  of: (value: A) => number
): Readonly<Record<string, ReadonlyArray<number>>> =>
  Object.fromEntries(Object.entries(values).map(([name, found]) => [name, found.map(of)]))

/**
 * One result, as `--json` prints it; each ratio is the median of the rounds' own ratios, and says how many times better
 * Aquifer does: 2 is twice as fast, or half the memory.
 */
export interface Result {
  readonly name: string
  /** Which of the figures of that name, where there are several. */
  readonly part?: string | undefined
  readonly unit: string
  readonly rounds: number
  readonly aquifer: number
  /** The best first. */
  readonly peers: Readonly<Record<string, number>>
  readonly ratio: Readonly<Record<string, number>>
}

const round = (value: number): number => Number(value.toPrecision(4))

export const result = (
  name: string,
  unit: string,
  values: Readonly<Record<string, ReadonlyArray<number>>>,
  better: "more" | "less" = "more"
): Result => {
  const { aquifer = [], ...others } = values
  const goodness = (found: ReadonlyArray<number>) => median(found) * (better === "more" ? 1 : -1)
  const peers = Object.entries(others).toSorted(([, a], [, b]) => goodness(b) - goodness(a))
  const times = (ours: number, theirs: number) => (better === "more" ? ours / theirs : theirs / ours)
  return {
    name,
    unit,
    rounds: aquifer.length,
    aquifer: round(median(aquifer)),
    peers: Object.fromEntries(peers.map(([peer, found]) => [peer, round(median(found))])),
    ratio: Object.fromEntries(
      peers.map(([peer, found]) => [
        peer,
        round(median(found.map((value, index) => times(aquifer[index] ?? 0, value))))
      ])
    )
  }
}
