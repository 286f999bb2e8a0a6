import { conditions } from "../known/Condition.ts"
import type { Evidence } from "./Evidence.ts"
import { type Explanation, told } from "./Explanation.ts"
import { find as findInText, findRecord, mayMatter } from "./Findings.ts"
import { plain, withoutColumns } from "./text/Paste.ts"
import { continues } from "./text/Records.ts"
import { weight } from "./Weight.ts"

/** What a log says that is known, and where it says so first. */
export interface Entry {
  readonly explanation: Explanation
  /** The line that says so first, from 1. */
  readonly line: number
  /** How many records say so. */
  readonly times: number
}

/** What was read of a log. */
export interface LogFindings {
  readonly lines: number
  /** All that is known, the likeliest cause first. */
  readonly entries: ReadonlyArray<Entry>
}

interface Kept {
  readonly evidence: Evidence
  readonly message: string
  readonly line: number
  times: number
}

/** A record may be a stack; what is further down of it says no more. */
const longest = 16_000
const shownAtMost = 400

/** A text that is no longer is a message that somebody pasted rather than a log. */
const pasted = 4_000

/** What differs between two records that say the same: times, and numbers of processes; a SQLSTATE is none. */
const passing: ReadonlyArray<RegExp> = [
  /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?/g,
  /\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g,
  /(?<!rr(?:or|no)\W{1,2})\b\d{4,}\b/gi
]

const kindOf = (record: string): string =>
  passing.reduce(
    (text, pattern) => text.replaceAll(pattern, (number) => (conditions.has(number) ? number : "0")),
    record
  )

/** As many kinds of records are remembered: an outage says the same a hundred thousand times. */
const remembered = 2_000

const remembering = (find: (record: string) => Evidence | undefined) => {
  const known = new Map<string, Evidence | undefined>()
  return (record: string): Evidence | undefined => {
    const kind = kindOf(record)
    if (known.has(kind)) return known.get(kind)
    if (known.size >= remembered) known.clear()
    const found = find(record)
    known.set(kind, found)
    return found
  }
}

/** Reads a log line by line; what it keeps does not grow with the log, only with the kinds of what is known. */
export interface LogReader {
  readonly add: (line: string) => void
  readonly end: () => LogFindings
}

/** Which line of a record says it: the one with the words that were found, or that says as much by itself. */
const lineOf = (lines: ReadonlyArray<string>, { sqlState, verdict, words }: Evidence): number => {
  const [first = ""] = words?.split("\n", 1) ?? []
  const at =
    first === "" && sqlState === undefined
      ? lines.findIndex((line) => findRecord(line)?.verdict === verdict)
      : lines.findIndex((line) => first !== "" && line.includes(first))
  return Math.max(at, 0)
}

/** The same words say more where the lines before them are there: that a connection was being opened. */
const asInWhole = (kept: Kept, whole: Evidence): Kept =>
  kept.evidence.words !== undefined && kept.evidence.words === whole.words
    ? { ...kept, evidence: whole }
    : kept

export const make = (): LogReader => {
  const kept = new Map<string, Kept>()
  const find = remembering(findRecord)
  let record = ""
  let whole = ""
  let start = 1
  let lines = 0
  const firstOf = (evidence: Evidence, text: string): Kept => {
    const all = withoutColumns(text).split("\n").map(plain)
    const at = lineOf(all, evidence)
    return { evidence, message: (all[at] ?? "").trim().slice(0, shownAtMost), line: start + at, times: 1 }
  }
  const judge = () => {
    const evidence = mayMatter(record) ? find(record) : undefined
    if (evidence === undefined) return
    const key = `${evidence.source} ${evidence.sqlState ?? ""} ${evidence.verdict.meaning} ${evidence.verdict.statement}`
    const known = kept.get(key)
    if (known !== undefined) known.times += 1
    else kept.set(key, firstOf(evidence, record))
  }
  /**
   * What a short text says as a whole: its lines may be one message that was broken, or tell of other software, whose
   * words no line alone tells from ours.
   */
  const judgeWhole = () => {
    if (whole.length > pasted) return
    start = 1
    const evidence = findInText(whole)
    if (evidence === undefined) kept.clear()
    else if (kept.size === 0) kept.set("whole", firstOf(evidence, whole))
    else for (const [key, each] of kept) kept.set(key, asInWhole(each, evidence))
  }
  return {
    add: (line) => {
      lines += 1
      if (whole.length <= pasted) whole += `${line}\n`
      if (lines > 1 && continues(plain(line.slice(0, 80)))) {
        if (record.length < longest) record += `\n${line}`
        return
      }
      judge()
      record = line.slice(0, longest)
      start = lines
    },
    end: () => {
      judge()
      judgeWhole()
      const order = [...kept.values()].toSorted(
        (one, other) => weight(other.evidence) - weight(one.evidence) || one.line - other.line
      )
      return {
        lines,
        entries: order.map(({ evidence, line, message, times }) => ({
          explanation: told(message, evidence),
          line,
          times
        }))
      }
    }
  }
}
