import { Result } from "effect"

/** The parts of a URL's text, percent-decoded; what is not in it is empty. */
export interface UrlText {
  readonly username: string
  readonly password: string
  /** One, or several with commas between; and as many ports. */
  readonly host: string
  readonly port: string
  readonly database: string
  readonly parameters: ReadonlyArray<readonly [name: string, value: string]>
}

const form = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** What people paste around a URL, or in its place, and what to say of it; the first that fits. */
const pasted: ReadonlyArray<readonly [found: RegExp, problem: string]> = [
  [/^psql\s/i, "begins with psql, with which it was copied; leave psql, its options and quotation marks out"],
  [
    /^(?:host|hostaddr|port|user|dbname|password|service|sslmode)\s*=/i,
    `is written in libpq's names and values; write it as ${form}`
  ],
  [/^(?:export\s+|set\s+)?[a-z_]\w*\s*=/i, "begins with the name of a variable; give what follows its ="],
  [
    /^["'`“”‘’«<]|["'`“”‘’»>]$/,
    "is in quotation marks, which are read as part of it; take them away at both ends"
  ],
  [/^\$|^%\w+%$/, "is the name of a variable that nobody has replaced by its value"],
  [/^jdbc:/i, `is a URL for Java's driver; write it as ${form}`],
  [/^postgres(?:ql)?\+\w+:/i, "names a driver of another language behind the +; begin with postgresql://"],
  [/^(?!postgres(?:ql)?:\/\/)/i, `is no postgresql:// URL; write ${form}`]
]

const encode = "percent-encode what belongs to user or password: # is %23, @ %40, / %2F, ? %3F, : %3A, % %25"

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}]/u

/** Parameters whose values people write with an @ in them. */
const mayHoldAt = /^(?:user|password|options|application_name|dbname)=/i

/**
 * Why the text is not what it seems; said before it is taken apart, because a password that is not encoded would be
 * taken for a host, a port or a parameter, and then be told to everybody.
 */
const misread = (head: string, query: string, authority: string): string | undefined => {
  if (unseen.test(head) || unseen.test(query.replaceAll(" ", ""))) {
    return "has a space, a line break or an invisible character in it; take it away, or percent-encode it (a space is %20) if it belongs to the password"
  }
  if (`${head}?${query}`.includes("#")) return `has a # in it; ${encode}`
  const elsewhere =
    head.slice(authority.length).includes("@") ||
    query.split("&").some((each) => each.includes("@") && !mayHoldAt.test(each))
  if (elsewhere) return `has an @ behind what looks like its host; ${encode}`
  if (authority.split("@").length > 2) return `has more than one @ before its host; ${encode}`
  return bracketed(authority.slice(0, Math.max(0, authority.lastIndexOf("@"))))
}

const bracketed = (login: string): string | undefined => {
  if (!/[[\]]/.test(login)) return undefined
  return /\[your[-_ ]?password\]/i.test(login)
    ? "still has the placeholder [YOUR-PASSWORD] in it; put the database's password in its place, without the brackets"
    : "has square brackets in its user or password, as placeholders have; leave them out, or percent-encode them ([ is %5B, ] %5D) if they belong there"
}

const decode = (text: string, part: string): Result.Result<string, string> => {
  try {
    return Result.succeed(decodeURIComponent(text))
  } catch {
    return fail(`has a % in its ${part} that starts no escape; write a literal % as %25`)
  }
}

/** A password that stands for one: `<password>`, `YOUR_PASSWORD`, the dots or stars of a page that hides it. */
const standIn = /^[[<{(].*pass.*[\]>})]$|your[-_ ]?(?:\w+[-_ ])?pass(?:word|wd)?|^[*•●]{3,}$/i
const standInName = /^\[.*\]$|<\w[\w -]*>|\[[a-z][\w -]*\]|\$?\{\w+\}/i

const placeholder = ({ host, password, username }: UrlText): string | undefined => {
  if (standIn.test(password)) {
    return "has a placeholder in the place of its password; put the database's password there"
  }
  const part = standInName.test(username) ? "user" : standInName.test(host) ? "host" : undefined
  return part && `has a placeholder in the place of its ${part}; put the real one there`
}

const place = /^(\[[\da-f:.]+(?:%25[\w.-]+)?\]|[^:[\]]*)(?::([^:]*))?$/i

/** Hosts and ports, each as written and with commas between, as libpq's parameters have them. */
const address = (text: string): Result.Result<readonly [hosts: string, ports: string], string> => {
  const places = text.split(",").map((each) => place.exec(each))
  if (places.includes(null)) {
    return fail(`has a host that cannot be read; an IPv6 address stands in square brackets, and ${encode}`)
  }
  const hosts = places.map((found) => (found?.[1] ?? "").replace(/^\[(.*)\]$/, "$1"))
  return Result.succeed([hosts.join(","), places.map((found) => found?.[2] ?? "").join(",")])
}

const parameters = (query: string) =>
  Result.gen(function* () {
    const found: Array<readonly [string, string]> = []
    for (const each of query.split("&").filter((each) => each !== "")) {
      const at = each.indexOf("=")
      const name = yield* decode(at < 0 ? each : each.slice(0, at), "parameters")
      const value = at < 0 ? "" : each.slice(at + 1)
      // Only where no password can be: libpq, whose URLs these are, takes a + for what it is.
      const spaced = name === "options" ? value.replaceAll("+", " ") : value
      found.push([name, yield* decode(spaced, /^[a-z_]+$/i.test(name) ? `parameter ${name}` : "parameters")])
    }
    return found
  })

/** Takes a URL apart, or says in one sentence what is wrong with it; no part of it is quoted. */
export const read = (raw: string): Result.Result<UrlText, string> =>
  Result.gen(function* () {
    const text = raw.trim()
    const around = pasted.find(([found]) => found.test(text))
    if (around !== undefined) return yield* fail(around[1])
    const rest = text.slice(text.indexOf("//") + 2)
    const mark = rest.indexOf("?")
    const [head, query] = mark < 0 ? [rest, ""] : [rest.slice(0, mark), rest.slice(mark + 1)]
    const [authority = ""] = head.split("/")
    const problem = misread(head, query, authority)
    if (problem !== undefined) return yield* fail(problem)
    const at = authority.lastIndexOf("@")
    const [, user = "", secret = ""] = /^([^:]*):?(.*)$/.exec(authority.slice(0, Math.max(0, at))) ?? []
    const [host, port] = yield* address(authority.slice(at + 1))
    const read: UrlText = {
      username: yield* decode(user, "user"),
      password: yield* decode(secret, "password"),
      host: yield* decode(host, "host"),
      port,
      database: yield* decode(head.slice(authority.length + 1), "database"),
      parameters: yield* parameters(query)
    }
    const stands = placeholder(read)
    return stands === undefined ? read : yield* fail(stands)
  })
