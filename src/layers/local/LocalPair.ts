import { createHash } from "node:crypto"
import { basename, join, resolve } from "node:path"
import { Effect, type Redacted, type Scope } from "effect"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as PairRoles from "./PairRoles.ts"
import * as PairServers from "./PairServers.ts"
import * as PgDataLock from "./postgres/PgDataLock.ts"
import * as LocalPort from "./process/LocalPort.ts"
import { LocalServerError } from "./process/LocalServerError.ts"
import { canReach, unprivilegedUser } from "./process/ServerUser.ts"
import * as RunningPair from "./RunningPair.ts"

/**
 * Where the private Postgres keeps its data unless told otherwise: in the working directory, and it outlives the run.
 * Under a folder that root keeps to itself no server can run; then it is in `/var/lib/aquifer`, by that folder's name.
 */
const defaultDirectory = Effect.gen(function* () {
  const here = process.cwd()
  if (yield* canReach(yield* unprivilegedUser, here)) return ".aquifer/postgres"
  const mark = createHash("sha256").update(here).digest("hex").slice(0, 8)
  return `/var/lib/aquifer/${basename(here)}-${mark}`
})

/** How a private pair of servers is started. */
export interface LocalPairOptions extends PairServers.PairServersOptions {
  /** Folder of the data; `.aquifer/postgres` unless given. */
  readonly directory?: string | undefined
  /** Whether the data go with the scope, and `directory` is not asked. */
  readonly temporary?: boolean | undefined
}

/** Where a private pair of servers is reached. */
export interface LocalPair {
  /** Postgres, as the owner of the database, who migrates. */
  readonly direct: PgEndpoint
  /** PgBouncer, or Postgres where this machine has no PgBouncer, as a role that reads and writes rows and owns nothing. */
  readonly pooled: PgEndpoint
  /** PgBouncer's admin console; without PgBouncer on this machine there is none. */
  readonly console: PgEndpoint | undefined
  /** The lane `reports`, whose server connections are its own; without PgBouncer there is none. */
  readonly lanes: Readonly<Record<string, PgEndpoint>>
}

const endpoint = (
  port: number,
  username: string,
  secret: Redacted.Redacted,
  database = PairRoles.database
): PgEndpoint => ({
  host: LocalPort.host,
  port,
  database,
  username,
  password: secret,
  tls: "disable",
  rootCertificate: undefined,
  applicationName: "aquifer",
  options: undefined,
  pgbouncer: false
})

/** Without PgBouncer the pooled endpoint is Postgres itself: the same programs run, only unpooled. */
const pairOf = ({ passwords, pgbouncer, postgres }: RunningPair.RunningPair): LocalPair => {
  const direct = endpoint(postgres.port, PairRoles.owner, passwords.owner)
  const pooled = endpoint((pgbouncer ?? postgres).port, PairRoles.runtime, passwords.runtime)
  if (pgbouncer === undefined) return { direct, pooled, console: undefined, lanes: {} }
  const { admin, port } = pgbouncer
  return {
    direct,
    pooled,
    console: endpoint(port, admin.name, admin.password, "pgbouncer"),
    lanes: {
      reports: {
        ...pooled,
        database: PairServers.reports.name,
        connectionLimit: PairServers.reports.poolSize
      }
    }
  }
}

/** The servers that another program runs there, unless they are asked for at other ports. */
const attach = Effect.fnUntraced(function* (options: LocalPairOptions, directory: string) {
  const found = yield* RunningPair.find(directory)
  if (found === undefined) return undefined
  const { pgbouncer, postgres, startedBy } = found
  const asked = [
    ["postgres", options.postgresPort, postgres.port],
    ["pgbouncer", options.pgbouncerPort, pgbouncer?.port]
  ] as const
  for (const [server, port, actual] of asked) {
    if (port === undefined || port === actual) continue
    const message = `process ${startedBy} runs the private servers of ${directory} already, at port ${actual ?? "none"} and not ${port}; leave the port out, or choose another directory`
    return yield* new LocalServerError({ server, message })
  }
  yield* Effect.logInfo(`Using the private servers of process ${startedBy}, which end with it.`)
  return found
})

const attachOrStart = Effect.fnUntraced(function* (options: LocalPairOptions, directory: string) {
  const begin = Effect.tap(PairServers.start(options, directory), (pair) =>
    RunningPair.publish(directory, pair)
  )
  if ((yield* PgDataLock.holder(join(resolve(directory), "data"))) !== undefined) {
    return (yield* attach(options, directory)) ?? (yield* begin)
  }
  // Another program may start them in the same moment, and one of both comes too late.
  return yield* Effect.catch(begin, (error) =>
    Effect.flatMap(attach(options, directory), (found) =>
      found === undefined ? Effect.fail(error) : Effect.succeed(found)
    )
  )
})

/**
 * A private Postgres with PgBouncer in front of it, for the lifetime of the scope.
 *
 * Where a program of the same user runs a pair in that directory already, it is that one, and ends with that program;
 * otherwise the servers are started. Everything listens on 127.0.0.1. The pooled endpoint logs in as a role that owns nothing and may only read and
 * write rows; the direct one as the owner of the database, which migrates. Their passwords are new at every start.
 *
 * **Example** (The servers of `npm start`, for a script)
 *
 * ```ts
 * import { LocalPair } from "aquifer/local"
 * import { PooledPg } from "aquifer"
 * import { Effect, Layer } from "effect"
 *
 * const pool = Layer.unwrap(
 *   Effect.map(LocalPair.start({ temporary: true }), ({ pooled }) => PooledPg.layerWith({ endpoint: pooled }))
 * )
 * ```
 */
export const start = Effect.fnUntraced(function* (
  options: LocalPairOptions
): Effect.fn.Return<LocalPair, LocalServerError, Scope.Scope> {
  const found =
    options.temporary === true
      ? yield* PairServers.start(options, undefined)
      : yield* attachOrStart(options, options.directory ?? (yield* defaultDirectory))
  return pairOf(found)
})
