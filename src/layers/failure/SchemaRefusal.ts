import { SchemaIssue } from "effect"
import type { Rejected } from "./Reason.ts"
import { rejected } from "./rejected.ts"

/** Never repeats the input: it may be a row, or a megabyte. */
const leaf = (issue: SchemaIssue.Leaf): string => {
  switch (issue._tag) {
    case "MissingKey":
      return "is missing"
    case "UnexpectedKey":
      return "is not known here"
    default:
      return "is not of the expected type"
  }
}

const format = SchemaIssue.makeFormatterStandardSchemaV1({ leafHook: leaf })

/** Where in the input a value stands: `documents[3].url`. */
export const place = (root: string, path: ReadonlyArray<unknown>): string =>
  path.reduce<string>(
    (at, key) =>
      typeof key === "number" ? `${at}[${key}]` : at === "" ? String(key) : `${at}.${String(key)}`,
    root
  )

/** What a schema found wrong with an input that its caller calls `root`. */
export const refusal = (issue: SchemaIssue.Issue, root: string): Rejected => {
  const [first] = format(issue).issues
  return rejected(place(root, first?.path ?? []), first?.message ?? "is not valid")
}
