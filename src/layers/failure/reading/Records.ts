/** A line that goes on with the record before it: indented, a stack's, or what Postgres adds to a message. */
const goesOn =
  /^(?:\s|[)}\]]|Caused by|at |\.\.\. \d+ more|---|\^|(?:HINT|DETAIL|NOTE|LINE \d+|CONTEXT|STATEMENT|QUERY|LOCATION)\s?:|(?:errno|code|severity|syscall|routine)\b\s*:)/

export const continues = (line: string): boolean => line === "" || goesOn.test(line)

/** A text as records: what a log, or a terminal, wrote at a time. */
export const recordsOf = (text: string): ReadonlyArray<string> => {
  const records: Array<Array<string>> = []
  for (const line of text.split("\n")) {
    const last = records.at(-1)
    if (last !== undefined && continues(line)) last.push(line)
    else records.push([line])
  }
  return records.map((lines) => lines.join("\n"))
}
