import { constants } from "node:fs"
import { open } from "node:fs/promises"
import type { ServerUser } from "./ServerUser.ts"

/*
 * As root, we write for servers that run as another user. Whoever may write in a folder may put a link there in any
 * moment, so a file is made where there was nothing, filled, and given away by its handle rather than by its name.
 */

/** Makes a file that its owner alone may read, for `user` when given; fails with EEXIST on whatever is there already. */
export const write = async (path: string, text: string, user: ServerUser | undefined): Promise<void> => {
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    if (user !== undefined) await file.chown(user.uid, user.gid)
  } finally {
    await file.close()
  }
}

/** No file that is read here is longer. */
const longest = 65_536

/** The beginning of a file; fails with ELOOP on a link, and with EINVAL on what is no file: neither is ours. */
export const read = async (path: string): Promise<string> => {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    if (!(await file.stat()).isFile()) throw Object.assign(new Error("no file"), { code: "EINVAL" })
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longest), 0, longest, 0)
    return buffer.toString("utf8", 0, bytesRead)
  } finally {
    await file.close()
  }
}

const withFolder = async (
  path: string,
  use: (folder: Awaited<ReturnType<typeof open>>) => Promise<void>
): Promise<void> => {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  await use(folder).finally(() => folder.close())
}

/** Lets `user` enter a folder that stays ours, and read what is in it. */
export const letEnter = (path: string, user: ServerUser): Promise<void> =>
  withFolder(path, async (folder) => {
    await folder.chown(process.getuid?.() ?? 0, user.gid)
    await folder.chmod(0o750)
  })

/** Gives a folder away, in which nothing is to be written for the new owner any more. */
export const giveFolder = (path: string, user: ServerUser): Promise<void> =>
  withFolder(path, (folder) => folder.chown(user.uid, user.gid))
