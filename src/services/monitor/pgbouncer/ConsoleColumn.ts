import type { ConsoleRow } from "../../../layers/probe/AdminConsole.ts"

/** A field of a row that SHOW gives, and the columns it is read from; undefined where a version has them not. */
export interface Column<A> {
  readonly names: ReadonlyArray<string>
  readonly read: (row: ConsoleRow) => A | undefined
}

/** What a row of SHOW is read as; columns that are not in the table are kept as text. */
export type Reading<Columns> = {
  readonly [Field in keyof Columns]: Columns[Field] extends Column<infer A> ? A | undefined : never
} & {
  /** Columns that this library does not know, such as those of a later version, by their own names. */
  readonly other: ConsoleRow
}

const number = (text: string | null | undefined): number | undefined => {
  const value = Number(text)
  return text === undefined || text === null || text.trim() === "" || Number.isNaN(value) ? undefined : value
}

export const text = (name: string): Column<string> => ({
  names: [name],
  read: (row) => row[name] ?? undefined
})

/** How many there are, or how many bytes: a number as it stands; versions may have several names for it. */
export const count = (...names: ReadonlyArray<string>): Column<number> => ({
  names,
  read: (row) => number(names.map((name) => row[name]).find((text) => text !== undefined))
})

/** Microseconds, read as milliseconds. */
export const micros = (name: string): Column<number> => ({
  names: [name],
  read: (row) => {
    const value = number(row[name])
    return value === undefined ? undefined : value / 1_000
  }
})

/** Whole seconds and what is left in microseconds, read as milliseconds. */
export const secondsAndMicros = (seconds: string, micros: string): Column<number> => ({
  names: [seconds, micros],
  read: (row) => {
    const whole = number(row[seconds])
    return whole === undefined ? undefined : whole * 1_000 + (number(row[micros]) ?? 0) / 1_000
  }
})

export const flag = (name: string): Column<boolean> => ({
  names: [name],
  read: (row) => (row[name] === undefined ? undefined : row[name] === "1" || row[name] === "yes")
})

/** Reads rows by a table of fields and their columns. */
export const reader = <const Columns extends Readonly<Record<string, Column<unknown>>>>(columns: Columns) => {
  const known = new Set(Object.values(columns).flatMap(({ names }) => names))
  return (row: ConsoleRow): Reading<Columns> => {
    const fields: Record<string, unknown> = {}
    for (const [field, column] of Object.entries(columns)) fields[field] = column.read(row)
    const other = Object.fromEntries(Object.entries(row).filter(([name]) => !known.has(name)))
    return { ...(fields as Omit<Reading<Columns>, "other">), other } as Reading<Columns>
  }
}
