/** PgBouncer cuts its messages to this many bytes; a letter that is cut in the middle is shown as a mark of three. */
const isCut = (message: string): boolean => {
  const bytes = Buffer.byteLength(message)
  return bytes >= 127 && bytes <= 129
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")

/** A message of a program, as its source has it: `%s` stands for any text, `%d` for a number. */
export interface Template {
  readonly text: string
  /** Whether `message` is this one, whole or as PgBouncer cut it. */
  readonly matches: (message: string) => boolean
  /** What stands for the first `%s` or `%d` in `message`. */
  readonly argument: (message: string) => string | undefined
}

/** Compares whole messages only: a template found inside another sentence is not a match. */
export const template = (text: string): Template => {
  const parts = text.split(/(%s|%d)/)
  const pattern = new RegExp(
    `^${parts.map((part) => (part === "%s" ? "([^]*)" : part === "%d" ? "(\\d+)" : escaped(part))).join("")}$`
  )
  const [start = ""] = parts
  return {
    text,
    matches: (message) =>
      pattern.test(message) ||
      (parts.length > 1 && start !== "" && message.startsWith(start) && isCut(message)),
    argument: (message) => pattern.exec(message)?.[1]
  }
}
