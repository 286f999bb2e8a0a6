import { timingSafeEqual } from "node:crypto"
import { Effect, Redacted } from "effect"
import * as Sha256 from "../../layers/encode/Sha256.ts"
import { NotServable } from "./NotServable.ts"

/** Who may look at the page. */
export interface Access {
  /** What a visitor has to bring; without one everybody on this machine may look. */
  readonly token: Redacted.Redacted | undefined
  /** Whether the server listens on the loopback address alone. */
  readonly loopback: boolean
}

/** What a request says of its sender. */
export interface Visitor {
  /** The Host header. */
  readonly host: string | undefined
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  /** The `token` in the address. */
  readonly query: string | null
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/** Whether an address is this machine's own. */
export const isLoopback = (host: string): boolean => loopbackHost.test(host) || host === "::1"

/** Compares digests of equal length in constant time, so that the answer's time tells nothing of the token. */
const same = (given: string, wanted: string): boolean => timingSafeEqual(Sha256.of(given), Sha256.of(wanted))

const shortest = 16

/** Refuses a token that can be guessed; `name` is what it is called where it was set. */
export const checkToken = (token: Redacted.Redacted, name: string): Effect.Effect<void, NotServable> =>
  Redacted.value(token).length < shortest
    ? Effect.fail(
        new NotServable({ message: `${name} has fewer than ${shortest} characters, which can be guessed` })
      )
    : Effect.void

/**
 * The name of the cookie that stands for the token after the first visit. It has the port that the Host header names, as
 * browsers send a host's cookies to all its ports: two monitors there would take each other's away.
 */
export const cookieName = (host: string | undefined): string => {
  const port = /:(\d{1,5})$/.exec(host ?? "")?.[1]
  return port === undefined ? "aquifer_token" : `aquifer_token_${port}`
}

const given = ({ authorization, cookie, query }: Visitor): string | undefined =>
  query ?? /^bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? cookie

/**
 * Whether a visitor may look.
 *
 * A page of another site can make a browser ask this machine, under a name of its own that points here (DNS
 * rebinding); such a request says that name, and is refused.
 */
export const admit = (
  { loopback, token }: Access,
  visitor: Visitor
): "welcome" | "no token" | "other host" => {
  if (loopback && !loopbackHost.test(visitor.host ?? "")) return "other host"
  if (token === undefined) return "welcome"
  return same(given(visitor) ?? "", Redacted.value(token)) ? "welcome" : "no token"
}
