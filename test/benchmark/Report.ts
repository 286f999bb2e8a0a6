import { cpus, totalmem } from "node:os"
import type { Result } from "./rounds.ts"

/** A run, as `--json` prints it. */
export interface Report {
  readonly at: string
  readonly machine: string
  readonly results: ReadonlyArray<Result>
}

export const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}`

/** Said before any number. */
export const preface = `Measured on this machine: ${machine}.
Servers and clients share its cores, over loopback. Postgres is private, and commits wait for the disk (fsync is on).
Everybody goes through the same PgBouncer, in transaction mode with ten server connections, by a pool of ten, without named
prepared statements. Not counted: starting, connecting, filling and emptying tables, making documents and the hashes that
peers store with them. Peers run the statements that their users would write, and write the same rows into the same tables;
all of them read each payload that they look up. What Aquifer does besides is counted (deadlines, retries, counting hits,
metadata and cache row of a store).
Aquifer finds a single keyword, and stores one, by a function of its schema, whose plan the server's connection keeps.
Contenders take turns, round after round in alternating order, after one round to warm up; figures are medians of the
rounds, ratios medians of each round's own ratio. A busy machine moves all of them; compare ratios, not figures.
`

const figure = (value: number): string => value.toLocaleString("en", { maximumSignificantDigits: 4 })

/** A result for people. */
export const show = ({ aquifer, name, peers, ratio, rounds, unit }: Result): string => {
  const width = Math.max(7, ...Object.keys(peers).map((peer) => peer.length))
  const line = (who: string, value: number) => `  ${who.padEnd(width)}  ${figure(value).padStart(10)}`
  return [
    `${name} (${unit}, ${rounds} rounds)`,
    line("aquifer", aquifer),
    ...Object.entries(peers).map(([peer, value]) => `${line(peer, value)}  ${figure(ratio[peer] ?? 0)} ×`)
  ].join("\n")
}

const versus = (peer: string, times: number): string => `${peer} ${figure(times)}`

/** The results as a table for Benchmarks.md, each row led by its fastest peer. */
export const markdown = ({ at, machine: where, results }: Report): string =>
  [
    `Measured on ${at.slice(0, 10)} (${where}):`,
    "",
    "| What | Aquifer | Times as good as the best peer | as the others |",
    "| --- | --- | --- | --- |",
    ...results.map(({ aquifer, name, ratio, unit }) => {
      const [best = "", ...others] = Object.entries(ratio).map(([peer, times]) => versus(peer, times))
      return `| ${name} | ${figure(aquifer)} ${unit} | ${best} | ${others.join(", ")} |`
    })
  ].join("\n")
