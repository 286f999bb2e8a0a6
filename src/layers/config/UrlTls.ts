import { Result } from "effect"
import { isLoopback } from "./HostName.ts"
import type { PgHost } from "./UrlHosts.ts"

/**
 * How the bytes travel: `disable` in the clear, `verify-ca` encrypted to a server whose certificate is signed
 * by a known root, `verify-full` to one whose certificate also names the host.
 */
export type TlsMode = "disable" | "verify-ca" | "verify-full"

/** The least version of TLS that a server has to speak. */
export type TlsVersion = "TLSv1.2" | "TLSv1.3"

const fail = (problem: string): Result.Result<never, string> => Result.fail(problem)

const unsafe = (sslmode: string): Result.Result<never, string> =>
  fail(
    `asks for sslmode=${sslmode}, which sends the password in the clear when TLS is refused; use sslmode=verify-full (with sslrootcert=FILE for a private authority)`
  )

const modeOf = (
  hosts: ReadonlyArray<PgHost>,
  sslmode: string | undefined
): Result.Result<TlsMode, string> => {
  const isLocal = hosts.every(({ host }) => isLoopback(host))
  switch (sslmode) {
    case undefined:
      return Result.succeed(isLocal ? "disable" : "verify-full")
    case "disable":
    case "verify-ca":
      return Result.succeed(sslmode)
    case "require":
    case "verify-full":
      return Result.succeed("verify-full")
    case "allow":
    case "prefer":
      return isLocal ? Result.succeed("disable") : unsafe(sslmode)
    case "no-verify":
      return fail("asks for sslmode=no-verify; a server is always verified: use sslmode=verify-full")
    default:
      return fail("has an unknown sslmode; use verify-full, verify-ca or disable")
  }
}

/** JDBC's and other clients' word for it, as libpq takes it. */
const sslmodeOf = (asked: ReadonlyMap<string, string>): Result.Result<string | undefined, string> => {
  const [ssl, sslmode] = [asked.get("ssl"), asked.get("sslmode")]
  if (ssl === undefined) return Result.succeed(sslmode)
  if (sslmode !== undefined) return fail("has both ssl and sslmode; keep sslmode")
  if (ssl === "true" || ssl === "1" || ssl === "require") return Result.succeed("require")
  return ssl === "false" || ssl === "0" || ssl === "disable"
    ? Result.succeed("disable")
    : fail("has an unknown ssl; write sslmode=verify-full, verify-ca or disable")
}

/** What a URL's parameters ask of encryption to these hosts, the same for all. */
export const mode = (
  hosts: ReadonlyArray<PgHost>,
  asked: ReadonlyMap<string, string>
): Result.Result<TlsMode, string> =>
  Result.flatMap(sslmodeOf(asked), (sslmode) => {
    if (asked.get("sslrootcert") !== "system") return modeOf(hosts, sslmode)
    return sslmode === undefined || sslmode === "verify-full"
      ? Result.succeed("verify-full")
      : fail(
          `has sslrootcert=system, which anybody can have a certificate from; write sslmode=verify-full with it`
        )
  })

/** Versions that Node no longer speaks ask for less than it does. */
export const minVersion = (text: string | undefined): Result.Result<TlsVersion | undefined, string> => {
  if (text === undefined) return Result.succeed(undefined)
  if (text === "TLSv1" || text === "TLSv1.1" || text === "TLSv1.2") return Result.succeed("TLSv1.2")
  return text === "TLSv1.3"
    ? Result.succeed(text)
    : fail("has an unknown ssl_min_protocol_version; use TLSv1.2 or TLSv1.3")
}
