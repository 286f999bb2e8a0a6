import { join } from "node:path"
import { Effect } from "effect"
import * as AptPackage from "../../src/layers/local/pgbouncer/AptPackage.ts"
import { withOwnLibraries } from "../../src/layers/local/pgbouncer/UnpackedProgram.ts"
import * as ServerFolder from "../../src/layers/local/process/ServerFolder.ts"
import { unprivilegedUser } from "../../src/layers/local/process/ServerUser.ts"

// PgBouncer is the only server that is unpacked outside of tests, so failures say so.
const server = "pgbouncer"

/** A package of this machine's distribution, unpacked beside the system as PgBouncer's is; the folder that it lies in. */
export const unpacked = (name: string) =>
  Effect.flatMap(unprivilegedUser, (user) =>
    Effect.flatMap(ServerFolder.cache(server, user), (cache) => AptPackage.unpack({ server, name, cache }))
  )

/** How a program of a package's folder is run: the command, and its first arguments. */
export const commandOf = (root: string, program: string) =>
  Effect.promise(async () => {
    const [command = "", ...args] = await withOwnLibraries(root, join(root, program))
    return { command, args }
  })
