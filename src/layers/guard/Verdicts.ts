import * as Facts from "./Facts.ts"
import type { RoutineFacts } from "./Routine.ts"
import { functionNames, runnerNames } from "./rules/FunctionRules.ts"
import { type Rule, rules } from "./rules/Rule.ts"
import * as Sequence from "./rules/Sequence.ts"
import type { SessionNeed } from "./rules/StatementFacts.ts"
import { SessionState } from "./SessionState.ts"
import { firstToken, tokenAt } from "./sql/Lexer.ts"

/** What a statement breaks, and where its text says so. */
export interface Broken {
  readonly rule: Rule
  readonly position: number
}

/** What a text breaks, wherever it may be sent. */
export interface Verdict {
  readonly outside: Broken | undefined
  readonly inside: Broken | undefined
  /** Inside a transaction that has taken from the sequences that it asks for, so that currval is its own. */
  readonly afterNextval: Broken | undefined
  /** What currval and lastval in it ask for, which it has not taken from a sequence itself. */
  readonly asks: ReadonlyArray<Sequence.Asked>
  /** What it takes from sequences. */
  readonly advances: ReadonlyArray<Sequence.Advance>
}

/** Nearly every text gets one of these two, so that what is remembered of it is a reference. */
const safe: Verdict = {
  outside: undefined,
  inside: undefined,
  afterNextval: undefined,
  asks: [],
  advances: []
}
/** The rows of a long text are not looked at: they may take from any sequence. */
const safeAdvancing: Verdict = { ...safe, advances: [Sequence.any] }

const controlling: ReadonlySet<string> = new Set(["begin", "commit", "rollback", "prepare transaction"])

/** The pool begins and ends transactions itself; one that it does not know of would take in other statements. */
const control = (statements: ReadonlyArray<RoutineFacts>, text: string): Broken | undefined =>
  statements.some((each) => each.control !== undefined && controlling.has(each.control.kind))
    ? { rule: rules.transactionControl, position: firstToken(text, 0) }
    : undefined

const needsOf = (
  statements: ReadonlyArray<RoutineFacts>,
  session: SessionState
): ReadonlyArray<SessionNeed> => {
  const breaches = statements.flatMap((facts) => session.step(facts))
  return breaches.filter(({ undone }) => !undone).map(({ need }) => need)
}

const broken = ([need]: ReadonlyArray<SessionNeed>): Broken | undefined =>
  need && { rule: need.rule, position: need.position }

/** Longer texts are data in statements that were put together; the grammar takes over a microsecond for each character. */
const long = 16_384

const plain: ReadonlySet<string> = new Set([
  "select",
  "insert",
  "update",
  "delete",
  "merge",
  "with",
  "values"
])
const telling: ReadonlySet<string> = new Set([
  ...functionNames,
  ...runnerNames,
  "temp",
  "temporary",
  "pg_temp",
  "pg_settings",
  "u"
])

/** Whether a long text is one plain statement with no word in it that the rules know: then it needs no grammar. */
const plainly = (text: string): boolean => {
  let at = firstToken(text, 0)
  const { end } = tokenAt(text, at)
  if (!plain.has(text.slice(at, end).toLowerCase())) return false
  while (at < text.length) {
    const token = tokenAt(text, at)
    at = token.end
    if (token.kind === ";" && firstToken(text, at) < text.length) return false
    if (token.kind === "quoted" && text[token.start - 1] === "&") return false
    if (token.kind !== "word" && token.kind !== "quoted") continue
    const quoted = token.kind === "quoted" ? 1 : 0
    if (telling.has(text.slice(token.start + quoted, token.end - quoted).toLowerCase())) return false
  }
  return true
}

/** Rows that are written down. */
const insertsRows = (text: string): boolean => /^\s*insert\b/i.test(text) && !/\bselect\b/i.test(text)

/** Judges a text for the pooled endpoint; what the grammar does not take is safe, for the server says what is wrong. */
export const of = (text: string): Verdict => {
  if (text.length > long && plainly(text)) return insertsRows(text) ? safeAdvancing : safe
  const statements = Facts.of(text)
  const own = control(statements, text)
  const outside = own ?? broken(needsOf(statements, new SessionState()))
  const needs = needsOf(statements, new SessionState(true))
  const inside = own ?? broken(needs)
  const advances = statements.flatMap((each) => each.advances)
  if (outside === undefined && inside === undefined) return advances.length > 0 ? { ...safe, advances } : safe
  const afterNextval = own ?? broken(needsOf(statements, new SessionState(true, [Sequence.any])))
  const asks = needs.filter(({ rule }) => rule === rules.currval).map(({ sequence }) => sequence)
  return { outside, inside, afterNextval, asks, advances }
}
