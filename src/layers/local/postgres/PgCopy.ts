import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { LocalServerError } from "../process/LocalServerError.ts"
import * as ServerFile from "../process/ServerFile.ts"
import * as ServerProcess from "../process/ServerProcess.ts"
import type { ServerUser } from "../process/ServerUser.ts"
import type * as Watchdog from "../process/Watchdog.ts"

const server = "postgres"

/**
 * Copies a folder that a server is writing in, as the server's user: what vanishes meanwhile belongs to nobody any more.
 * Of the log nothing is kept, as a standby streams it, nor of what holds for the running server alone.
 */
const script = `
if ! errors=$(cp -RP "$1/." "$2" 2>&1); then
  printf '%s\\n' "$errors" | grep -v 'No such file or directory' >&2 && exit 1
fi
cd "$2" && rm -rf postmaster.pid postmaster.opts pg_wal/* pg_replslot/* pg_stat_tmp/* pg_dynshmem/* pg_notify/*
`

export interface PgCopyOptions {
  /** The data folder of a server that has been told that a backup begins. */
  readonly from: string
  /** A folder that the copy is made in, as `data`. */
  readonly folder: string
  readonly user: ServerUser | undefined
  readonly watchdog: Watchdog.Watchdog
}

const attempt = (what: string, promise: () => Promise<void>) =>
  LocalServerError.attempt(server, (code) => `${what} (${code})`, promise)

/** A copy of a running server's data folder, which begins where the backup began. */
export const make = Effect.fnUntraced(function* ({ folder, from, user, watchdog }: PgCopyOptions) {
  const data = join(folder, "data")
  yield* attempt(`The folder ${data} cannot be made`, async () => {
    await mkdir(data, { mode: 0o700 })
    if (user !== undefined) await ServerFile.giveFolder(data, user)
  })
  yield* ServerProcess.run({
    server,
    title: "cp",
    command: "/bin/sh",
    args: ["-c", script, "sh", from, data],
    user,
    watchdog
  })
  return data
})

/** Makes a standby of the copy: from where its recovery begins, and that it does not end. */
export const asStandby = (data: string, label: string, user: ServerUser | undefined) =>
  attempt(`The copy in ${data} cannot be completed`, async () => {
    await ServerFile.write(join(data, "backup_label"), label, user)
    await ServerFile.write(join(data, "standby.signal"), "", user)
  })
