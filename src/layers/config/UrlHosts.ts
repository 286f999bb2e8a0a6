import { Result } from "effect"

/** One of the places that an endpoint is at. */
export interface PgHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string
  /** From 1 to 65,535; 5432 where the URL names none. */
  readonly port: number
}

const sessions = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"] as const

/**
 * Which of several hosts will do, as libpq has it: `read-write` one that takes writes, `read-only` one that does not,
 * `primary` and `standby` by whether it is in recovery, `prefer-standby` a standby if one answers and else whatever does.
 */
export type TargetSessionAttrs = (typeof sessions)[number]

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

/** The port is not repeated: where a password is not encoded, it is a piece of that. */
const parsePort = (text: string): Result.Result<number, string> => {
  if (text === "") return Result.succeed(5432)
  const port = /^\d+$/.test(text) ? Number(text) : 0
  return port > 0 && port < 65_536
    ? Result.succeed(port)
    : fail(
        "has a port that is no whole number from 1 to 65,535; if a password stands there, percent-encode its @ : / ? # %"
      )
}

const parseHost = (text: string, one: boolean): Result.Result<string, string> => {
  if (text === "")
    return fail(
      one
        ? "names no host; write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
        : "has an empty place in its list of hosts; take the comma away"
    )
  // A folder may have any name; a host has none of what a password has that is not encoded.
  return text.startsWith("/") || /^[\p{L}\p{M}\p{N}._:%-]+$/u.test(text)
    ? Result.succeed(text)
    : fail("has a host with characters that no host has; percent-encode the @ : / ? # % of user and password")
}

/** Lists as libpq has them, with commas between: one port is for every host, or each has its own, which may be empty. */
export const read = (
  hosts: string,
  ports: string
): Result.Result<readonly [PgHost, ...ReadonlyArray<PgHost>], string> =>
  Result.gen(function* () {
    const [names, numbers] = [hosts.split(","), ports.split(",")]
    if (numbers.length !== 1 && numbers.length !== names.length) {
      const has = names.length === 1 ? "1 host" : `${names.length} hosts`
      return yield* fail(
        `has ${has} and ${numbers.length} ports; give one port for all hosts, or each its own`
      )
    }
    const at = function* (name: string, index: number) {
      const port = yield* parsePort(numbers.length === 1 ? ports : (numbers[index] ?? ""))
      return { host: yield* parseHost(name, names.length === 1), port }
    }
    const [first = "", ...others] = names
    const found: [PgHost, ...Array<PgHost>] = [yield* at(first, 0)]
    for (const [index, name] of others.entries()) found.push(yield* at(name, index + 1))
    return found
  })

/** Which host is asked for; `any` where nothing is said. */
export const target = (text: string | undefined): Result.Result<TargetSessionAttrs, string> => {
  const found = sessions.find((each) => each === (text ?? "any"))
  return found === undefined
    ? fail(
        `has an unknown target_session_attrs; use ${sessions.slice(0, -1).join(", ")} or ${sessions.at(-1)}`
      )
    : Result.succeed(found)
}

/** Whether the hosts are tried at random rather than in their order; in libpq's words or those of Java's driver. */
export const atRandom = (text: string | undefined): Result.Result<boolean, string> => {
  if (text === undefined || text === "disable" || text === "false") return Result.succeed(false)
  return text === "random" || text === "true"
    ? Result.succeed(true)
    : fail("has an unknown load_balance_hosts; use disable or random")
}
