import { cpus, totalmem } from "node:os"
import { never } from "./peers/plan.ts"
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
export const show = ({ aquifer, name, part, peers, ratio, rounds, unit }: Result): string => {
  const width = Math.max(7, ...Object.keys(peers).map((peer) => peer.length))
  const line = (who: string, value: number) => `  ${who.padEnd(width)}  ${figure(value).padStart(10)}`
  return [
    `${name}${part === undefined ? "" : `, ${part}`} (${unit}, ${rounds} rounds)`,
    line("aquifer", aquifer),
    ...Object.entries(peers).map(([peer, value]) => `${line(peer, value)}  ${figure(ratio[peer] ?? 0)} ×`)
  ].join("\n")
}

const versus = (peer: string, times: number): string => `${peer} ${figure(times)}`

/** A row for each result, led by its fastest peer. */
const rates = (results: ReadonlyArray<Result>): ReadonlyArray<string> => [
  "| What | Aquifer | Times as good as the best peer | as the others |",
  "| --- | --- | --- | --- |",
  ...results.map(({ aquifer, name, ratio, unit }) => {
    const [best = "", ...others] = Object.entries(ratio).map(([peer, times]) => versus(peer, times))
    return `| ${name} | ${figure(aquifer)} ${unit} | ${best} | ${others.join(", ")} |`
  })
]

/** A row for the figures of one name, each a share of what answers there are: Aquifer's, the peer's, and their ratios. */
const tails = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const row = (parts: ReadonlyArray<Result>): string => {
    const [peer = ""] = Object.keys(parts[0]?.peers ?? {})
    const line = (of: (result: Result) => number | undefined) =>
      parts.map((part) => (of(part) === never ? "failed" : figure(of(part) ?? 0))).join(" / ")
    return `| ${parts[0]?.name} | ${line(({ aquifer }) => aquifer)} | ${peer} ${line(({ peers }) => peers[peer])} | ${line(({ ratio }) => ratio[peer])} |`
  }
  return [
    "| p50 / p99 / p99.9 in ms | Aquifer | The peer that carries most | Times as good |",
    "| --- | --- | --- | --- |",
    ...Array.from(Map.groupBy(results, ({ name }) => name).values(), row)
  ]
}

/** The results as tables for Benchmarks.md. */
export const markdown = ({ at, machine: where, results }: Report): string => {
  const { parts = [], whole = [] } = Object.groupBy(results, ({ part }) =>
    part === undefined ? "whole" : "parts"
  )
  return [
    `Measured on ${at.slice(0, 10)} (${where}):`,
    "",
    ...rates(whole),
    ...(parts.length > 0 ? ["", ...tails(parts)] : [])
  ].join("\n")
}
