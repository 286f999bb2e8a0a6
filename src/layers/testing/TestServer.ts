import { type Config, Effect, RcRef, Redacted, Result, Scope } from "effect"
import { configProblem } from "../config/ConfigProblem.ts"
import * as PgUrl from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as LocalPair from "../local/LocalPair.ts"
import type { LocalServerError } from "../local/process/LocalServerError.ts"

/** A server that suites make databases of their own in. */
export interface TestServer {
  /** Of whoever makes databases, and owns them. */
  readonly direct: PgUrl.PgEndpoint
  /** Of the role that programs work as. */
  readonly pooled: PgUrl.PgEndpoint
}

/** Where that is, unless it is to be a private one. */
export interface TestServerUrls {
  /** Of a role that may create databases, end sessions, and create roles or have `aquifer_app` already. */
  readonly url: string | Redacted.Redacted<string>
  /** Of the role that programs work as, through a pooler in front of that server, or straight. */
  readonly poolUrl: string | Redacted.Redacted<string>
}

/** A server starts in about two seconds, so that the next suite of this process finds it. */
const idleTimeToLive = "2 seconds"

/** One for all suites of this process; it stops when none is left, or when the process does. */
const shared = Effect.runSync(
  RcRef.make({ acquire: LocalPair.start({ temporary: true }), idleTimeToLive }).pipe(
    Effect.provideService(Scope.Scope, Scope.makeUnsafe()),
    inRealTime
  )
)

const read = (name: string, url: string | Redacted.Redacted<string>) =>
  Effect.fromResult(
    Result.mapError(PgUrl.fromString(Redacted.isRedacted(url) ? Redacted.value(url) : url), (problem) =>
      configProblem(`${name} ${problem}`)
    )
  )

/** The server at these URLs, or the private one. */
export const get = (
  urls: TestServerUrls | undefined
): Effect.Effect<TestServer, Config.ConfigError | LocalServerError, Scope.Scope> =>
  urls === undefined
    ? RcRef.get(shared)
    : Effect.all({ direct: read("server.url", urls.url), pooled: read("server.poolUrl", urls.poolUrl) })
