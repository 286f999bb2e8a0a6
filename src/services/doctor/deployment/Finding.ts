/** `error` breaks the deployment or will; `warning` costs speed, safety or recovery; `info` is good to know. */
export type Severity = "error" | "warning" | "info"

/** Something that a deployment should not have: always the same name, reason and remedy. */
export interface Rule {
  /** What it is called for good, such as `pools-over-max-connections`. */
  readonly name: string
  /** How grave it is. */
  readonly severity: Severity
  /** Why it matters. */
  readonly reason: string
  /** What to do about it. */
  readonly remedy: string
}

/** A rule that a deployment breaks. */
export interface Finding extends Rule {
  /** What was seen, a line for each place it was seen in; never a password, a parameter or a row. */
  readonly evidence: string
  /** The statements that mend it, for an administrator to read and to run; absent where SQL mends nothing. */
  readonly sql?: ReadonlyArray<string>
  /** One statement that does what all of `sql` does, for whoever has too many of them; absent where there is none. */
  readonly sqlForAll?: string
}

/** The rules of one family, each under its name. */
export const family = <Name extends string>(
  rules: Readonly<Record<Name, Omit<Rule, "name">>>
): Readonly<Record<Name, Rule>> => {
  const named = {} as Record<Name, Rule>
  for (const name in rules) named[name] = { name, ...rules[name] }
  return named
}

/** The finding that a rule is broken; severity and remedy may fit the case. */
export const found = (
  rule: Rule,
  evidence: string,
  fitted: Partial<Pick<Finding, "severity" | "remedy" | "sql" | "sqlForAll">> = {}
): Finding => ({ ...rule, ...fitted, evidence })

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** One finding a name, the gravest in front; what was seen in several places is put together. */
export const merged = (findings: ReadonlyArray<Finding>): ReadonlyArray<Finding> =>
  [...Map.groupBy(findings, ({ name }) => name).values()]
    .flatMap((same) => {
      const [gravest] = same.toSorted((a, b) => rank[a.severity] - rank[b.severity])
      const evidence = [...new Set(same.map(({ evidence }) => evidence))].join("\n")
      const sql = [...new Set(same.flatMap(({ sql = [] }) => sql))]
      return gravest === undefined ? [] : [{ ...gravest, evidence, ...(sql.length > 0 && { sql }) }]
    })
    .toSorted((a, b) => rank[a.severity] - rank[b.severity])

/** The first few of a list, and how many more there are. */
export const listed = (items: ReadonlyArray<string>, most = 5): string =>
  items.length > most
    ? `${items.slice(0, most).join(", ")} and ${items.length - most} more`
    : items.join(", ")

const mostLines = 3

/** A line for each of the first few, and one for how many more there are. */
export const first = <A>(list: ReadonlyArray<A>, line: (each: A) => string): ReadonlyArray<string> => [
  ...list.slice(0, mostLines).map(line),
  ...(list.length > mostLines ? [`and ${(list.length - mostLines).toLocaleString("en")} more`] : [])
]
