import { Result } from "effect"
import * as UrlRules from "./UrlRules.ts"

/** What a URL's parameters ask for. */
export interface Asked {
  /** Those that are read, by libpq's names. */
  readonly read: ReadonlyMap<string, string>
  /** Settings of the session, as `options` has them. */
  readonly settings: ReadonlyArray<string>
  /** Those that ask for nothing here, as they were written. */
  readonly idle: Readonly<Record<string, string>>
}

const unknown = (name: string): string =>
  /^[a-z][\w.-]{0,62}$/i.test(name)
    ? `has the parameter ${name}, which is not known here; take it out, or give a setting of the server as options=-c NAME=VALUE`
    : "has a parameter whose name is no name; percent-encode a ? of user or password as %3F"

/** A setting as `options` has it, with what would end it there escaped. */
const option = (name: string, value: string): string => `-c ${name}=${value.replaceAll(/[\\\s]/g, "\\$&")}`

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

/** Sorts what is obeyed from what asks for nothing here; the first that would have to be dropped is refused. */
export const sorted = (
  given: ReadonlyArray<readonly [name: string, value: string]>
): Result.Result<Asked, string> => {
  const read = new Map<string, string>()
  const settings = new Map<string, string>()
  const idle = new Map<string, string>()
  for (const [name, value] of given) {
    const rule = UrlRules.find(name)
    if (rule === undefined) return Result.fail(unknown(name))
    const [into, as] =
      rule.is === "read" ? [read, rule.name] : rule.is === "setting" ? [settings, rule.name] : [idle, name]
    if (into.has(as)) return Result.fail(`gives the parameter ${name} twice; keep one`)
    if (rule.is === "refused" && !rule.but.includes(value.toLowerCase())) {
      return Result.fail(`asks for ${name}, which is not obeyed: ${rule.remedy}`)
    }
    into.set(as, rule.is === "setting" && rule.identifier ? quoted(value) : value)
  }
  return Result.succeed({
    read,
    settings: [...settings].map(([name, value]) => option(name, value)),
    idle: Object.fromEntries(idle)
  })
}
