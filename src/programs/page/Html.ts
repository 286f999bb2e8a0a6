/** Text that is HTML already; everything else is escaped where it is put in. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Html | ReadonlyArray<Html>

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Safe between tags and inside quoted attributes. */
export const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found)

const put = (value: Value): string => {
  if (value instanceof Html) return value.text
  if (typeof value === "string" || typeof value === "number") return escape(String(value))
  return value.map(({ text }) => text).join("")
}

/** HTML with values put in, each escaped unless it is HTML itself. */
export const html = (strings: TemplateStringsArray, ...values: ReadonlyArray<Value>): Html =>
  new Html(
    strings.map((part, index) => part + (index < values.length ? put(values[index] ?? "") : "")).join("")
  )
