import { chmod } from "node:fs/promises"
import { homedir, tmpdir } from "node:os"
import { isAbsolute, join } from "node:path"
import { Config, Effect, Option } from "effect"
import * as Folder from "./Folder.ts"
import { type LocalServer, LocalServerError } from "./LocalServerError.ts"
import { canReach, type ServerUser } from "./ServerUser.ts"

const made = (server: LocalServer, folder: string, user: ServerUser | undefined) =>
  LocalServerError.attempt(
    server,
    (code) =>
      `The cache folder ${folder} cannot be made (${code}); set XDG_CACHE_HOME to a folder that this user owns`,
    async () => {
      await Folder.make(folder)
      if (user !== undefined) await chmod(folder, 0o755)
      return folder
    }
  )

/**
 * Where programs are kept from one run to the next: `$XDG_CACHE_HOME/aquifer`, or `~/.cache/aquifer`.
 *
 * A `user` other than ourselves has to reach it; for root it is `/var/cache/aquifer` when that user cannot enter
 * `$XDG_CACHE_HOME`, or when that is not set. Everything in it can be deleted at any time when no server runs.
 */
export const cache = Effect.fnUntraced(function* (
  server: LocalServer,
  user: ServerUser | undefined
): Effect.fn.Return<string, LocalServerError> {
  const asked = Option.getOrUndefined(yield* Effect.option(Config.String("XDG_CACHE_HOME")))
  if (asked !== undefined && isAbsolute(asked)) {
    const folder = yield* made(server, join(asked, "aquifer"), user)
    if (yield* canReach(user, folder)) return folder
  }
  return yield* made(
    server,
    user === undefined ? join(homedir(), ".cache", "aquifer") : "/var/cache/aquifer",
    user
  )
})

/** Where folders for one run are made: the system's folder for them, or `/tmp` when `user` cannot enter that. */
export const temporary = (user: ServerUser | undefined): Effect.Effect<string> =>
  Effect.map(canReach(user, tmpdir()), (reached) => (reached ? tmpdir() : "/tmp"))
