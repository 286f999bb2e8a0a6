import type { Violation } from "./Checker.ts"
import type { Operation, Told } from "./history/Operation.ts"
import type { Injected, RoundResult } from "./Round.ts"

/** So many violations are kept, each with so many operations; the others are counted. */
const most = { violations: 20, operations: 12 }
type Counts = Record<string, number>

const add = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1
}

/** What a campaign has done and found so far, in a bounded size. */
export class Report {
  readonly operations: Record<string, Counts> = {}
  readonly faults: Record<string, Counts> = {}
  readonly leftOut: Record<string, string> = {}
  readonly failed: Record<string, string> = {}
  readonly violations: Array<Violation> = []
  found = 0
  total = 0
  rounds = 0

  add({ faults, operations, violations }: RoundResult): void {
    this.rounds++
    this.total += operations.length
    for (const { kind, told } of operations) add((this.operations[kind] ??= {}), told)
    for (const fault of faults) this.#addFault(fault)
    this.found += violations.length
    for (const violation of violations) this.#addViolation(violation)
  }

  /** What is seen again and again is kept once. */
  #addViolation(violation: Violation): void {
    const known = ({ class: class_, key }: Violation) => class_ === violation.class && key === violation.key
    if (this.violations.length === most.violations || this.violations.some(known)) return
    this.violations.push({ ...violation, operations: violation.operations.slice(0, most.operations) })
  }

  #addFault({ failed, leftOut, name }: Injected): void {
    add(
      (this.faults[name] ??= {}),
      failed === undefined ? (leftOut === undefined ? "injected" : "left out") : "failed"
    )
    if (leftOut !== undefined) this.leftOut[name] = leftOut
    if (failed !== undefined) this.failed[name] = failed
  }

  /** Whether nothing was found, and every fault that this machine allows could be made. */
  get passed(): boolean {
    return this.found === 0 && Object.keys(this.failed).length === 0
  }
}

const columns: ReadonlyArray<Told> = ["ok", "did not run", "rolled back", "unknown", "defect"]

const row = (name: string, cells: ReadonlyArray<string | number>): string =>
  `  ${name.padEnd(44)}${cells.map((cell) => String(cell).padStart(13)).join("")}`

const operation = ({ began, ended, kind, told, agent, reason, ...more }: Operation): string => {
  const { due: _due, key: _key, ...details } = more
  const seconds = (time: number) => (time / 1_000).toFixed(3)
  return `    ${seconds(began)} to ${seconds(ended)} s  ${agent}: ${kind} ${JSON.stringify(details)} ${told} ${reason ?? ""}`
}

const violation = ({ key, operations, what, ...found }: Violation): ReadonlyArray<string> => [
  `  ${found.class}: ${key}: ${what}`,
  ...operations.map(operation)
]

/** A report as people read it. */
export const show = (report: Report): string => {
  const operations = Object.entries(report.operations).map(([kind, told]) =>
    row(
      kind,
      columns.map((column) => told[column] ?? 0)
    )
  )
  const faults = Object.entries(report.faults).map(([name, counts]) =>
    row(name, [
      Object.entries(counts)
        .map(([what, times]) => `${times} ${what}`)
        .join(", ")
    ])
  )
  const told = Object.entries({ ...report.leftOut, ...report.failed }).map(
    ([name, why]) => `  ${name}: ${why}`
  )
  return [
    row("operations", columns),
    ...operations,
    "faults",
    ...faults,
    ...told,
    ...report.violations.flatMap(violation),
    `${report.total} operations, ${Object.values(report.faults).length} kinds of fault, ${report.rounds} rounds, ${report.found} violations`
  ].join("\n")
}
