import { Effect } from "effect"
import * as LocalPort from "../process/LocalPort.ts"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import type { ServerUser } from "../process/ServerUser.ts"
import type * as Watchdog from "../process/Watchdog.ts"
import type { PgBinaries } from "./PgBinaries.ts"
import * as PgDataLock from "./PgDataLock.ts"

const server = "postgres"

/** Settings of postgresql.conf. */
export type PgServerSettings = Readonly<Record<string, string | number>>

/** What keeps the server private, and ours; options say the rest. */
const fixed = (port: number) => ({ listen_addresses: LocalPort.host, unix_socket_directories: "", port })

const argument = ([name, value]: readonly [string, string | number]): ReadonlyArray<string> => [
  "-c",
  `${name}=${value}`
]

/** Refuses settings that are not to be chosen. */
export const checkSettings = (settings: PgServerSettings): Effect.Effect<void, LocalServerError> => {
  const refused = Object.keys(settings).find(
    (name) => name.toLowerCase() in { ...fixed(0), data_directory: "" }
  )
  return refused === undefined
    ? Effect.void
    : Effect.fail(
        new LocalServerError({
          server,
          message: `The setting ${refused} of the private Postgres is not to be chosen: it listens on ${LocalPort.host} alone; for its port and its folder there are the options port and directory`
        })
      )
}

/** What a server is run with. */
export interface PgServerOptions {
  readonly binaries: PgBinaries
  readonly data: string
  readonly user: ServerUser | undefined
  readonly watchdog: Watchdog.Watchdog
  /** A free one when undefined. */
  readonly port: number | undefined
  readonly settings: PgServerSettings
}

/** Runs a server on a cluster until the scope closes. */
export const run = ({ binaries, data, settings, user, watchdog, ...options }: PgServerOptions) =>
  LocalPort.claim(server, options.port, (port) =>
    ServerProcess.start({
      server,
      title: `Postgres ${binaries.version}`,
      command: binaries.postgres,
      args: ["-D", data, ...Object.entries({ ...settings, ...fixed(port) }).flatMap(argument)],
      user,
      watchdog,
      ready: { probe: (pid) => PgDataLock.isReady(data, pid) }
    }).pipe(Effect.map(({ pid }) => ({ pid, port })))
  )
