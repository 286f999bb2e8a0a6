import { driverRows } from "../known/DriverMessage.ts"
import { pgBouncerRows } from "../known/poolers/PgBouncerMessage.ts"
import type { PgBouncerRow } from "../known/poolers/PgBouncerRow.ts"
import { type SupavisorRow, supavisorRows } from "../known/poolers/SupavisorMessage.ts"
import { systemRows } from "../known/SystemCode.ts"
import type { Verdict } from "../known/Verdict.ts"
import { type Template, template } from "./wording/Template.ts"

/** What a message was found to be. */
export interface Found {
  readonly verdict: Verdict
  /** Who says it, with the versions that do. */
  readonly source: string
  /** Its title in our messages: the message with every argument left out that might be somebody's data. */
  readonly title: string
}

interface Entry<Row> {
  readonly row: Row
  readonly template: Template
}

const entries = <Row extends { readonly says: ReadonlyArray<string> }>(rows: ReadonlyArray<Row>) =>
  rows.flatMap((row) => row.says.map((text): Entry<Row> => ({ row, template: template(text) })))

/** Numbers are told, texts are not. */
const redacted = ({ matches, text }: Template, message: string): string =>
  text.includes("%d") && !text.includes("%s") && matches(message) ? message : text.replaceAll(/%[sd]/g, "…")

const versions = ({ since, until }: PgBouncerRow): string => {
  if (since === undefined)
    return until === undefined ? "PgBouncer, every version" : `PgBouncer up to ${until}`
  return until === undefined ? `PgBouncer ${since} and newer` : `PgBouncer ${since} to ${until}`
}

const pgBouncer = entries(pgBouncerRows)
const supavisor = entries(supavisorRows)
const driver = driverRows.flatMap((row) =>
  row.says.map((text) => ({ row, template: template(text), causes: row.cause?.map(template) }))
)

/** A parameter's name, which is letters and underscores; nothing else of an argument is told. */
const parameterName = /^[A-Za-z_]{2,40}$/

/** The row of a message that PgBouncer may have sent so. */
const pgBouncerEntry = (message: string, sqlState?: string, severity?: string) =>
  pgBouncer.find(
    ({ row, template }) =>
      (sqlState === undefined || sqlState === (row.sqlState ?? "08P01")) &&
      (severity === undefined || (severity === "ERROR") === (row.severity === "ERROR")) &&
      template.matches(message)
  )

/** What a message of PgBouncer's means to someone who asks for its console, if it means that. */
export const consoleRefusal = (message: string, severity?: string): PgBouncerRow["console"] =>
  pgBouncerEntry(message, undefined, severity)?.row.console

/**
 * What PgBouncer means. `sqlState` and `severity` narrow it where they are known: the console's answers are ERRORs
 * and share words with refusals, which are FATAL.
 */
export const ofPgBouncer = (message: string, sqlState?: string, severity?: string): Found | undefined => {
  const entry = pgBouncerEntry(message, sqlState, severity)
  if (entry === undefined) return undefined
  const { row, template } = entry
  const name = row.namesParameter === undefined ? undefined : template.argument(message)
  const said =
    name !== undefined && parameterName.test(name)
      ? template.text.replace("%s", name)
      : redacted(template, message)
  return { verdict: row.verdict, source: versions(row), title: `PgBouncer says "${said}"` }
}

const bracketed = /^\((E[A-Z]+)\)/

/** What Supavisor means: its own code decides, unless a row knows the words that follow. */
export const ofSupavisor = (message: string, sqlState?: string): Found | undefined => {
  const [prefix, code = ""] = bracketed.exec(message) ?? []
  const suits = (row: SupavisorRow) =>
    row.onlyWithCode === true
      ? sqlState === row.sqlState
      : sqlState === undefined || sqlState === "XX000" || sqlState === row.sqlState
  const worded = supavisor.find(({ row, template }) => suits(row) && template.matches(message))
  const row = worded?.row ?? supavisorRows.find((row) => suits(row) && row.codes.includes(code))
  if (row === undefined) return undefined
  const said = worded === undefined ? `${prefix} …` : redacted(worded.template, message)
  return {
    verdict: row.verdict,
    source: prefix === undefined ? "Supavisor before 2026-03" : "Supavisor since 2026-03",
    title: `Supavisor says "${said}"`
  }
}

/** What the driver means by `message`, with the cause that it names; an unknown cause fits a row without one. */
export const ofDriver = (message: string, cause: string): Found | undefined => {
  for (const { causes, row, template } of driver) {
    if (!template.matches(message)) continue
    const because = causes?.find((candidate) => candidate.matches(cause))
    if (causes !== undefined && because === undefined) continue
    const reason = because === undefined ? "" : `: ${redacted(because, cause)}`
    return {
      verdict: row.verdict,
      source: "the driver, @effect/sql-pg",
      title: `the driver says "${redacted(template, message)}${reason}"`
    }
  }
  return undefined
}

/** What the driver means by a cause that was found without its message. */
export const ofDriverCause = (cause: string): Found | undefined => {
  const row = driver.find(({ causes }) => causes?.some(({ matches }) => matches(cause)))?.template.text
  return row === undefined ? undefined : ofDriver(row, cause)
}

/** What a code of Node or the operating system means. */
export const ofSystem = (code: string): Found | undefined => {
  const row = systemRows.find(({ codes }) =>
    codes.some((known) => (known.endsWith("*") ? code.startsWith(known.slice(0, -1)) : code === known))
  )
  return row && { verdict: row.verdict, source: "Node", title: code }
}
