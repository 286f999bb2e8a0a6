import { mkdir, rmdir, stat } from "node:fs/promises"
import { dirname } from "node:path"
import * as ErrorCode from "../../failure/ErrorCode.ts"

const whatIs = (path: string) => stat(path).catch(() => undefined)

/**
 * Makes a folder, and those above it that are lacking. Node's own way of it never ends below a folder that is there and in
 * which nothing can be made, as /proc is: there the system says that the path does not exist, and here it is EPERM. Each that
 * was made is put into `made` at once, as a later one may fail.
 */
export const make = async (folder: string, made: Array<string> = []): Promise<void> => {
  try {
    await mkdir(folder)
    made.push(folder)
  } catch (cause) {
    if ((await whatIs(folder))?.isDirectory() === true) return
    const above = dirname(folder)
    if (folder === "" || ErrorCode.of(cause) !== "ENOENT") throw cause
    if ((await whatIs(above)) !== undefined) {
      throw Object.assign(new Error(`nothing can be made in ${above}`, { cause }), { code: "EPERM" })
    }
    await make(above, made)
    await make(folder, made)
  }
}

/** Takes folders away again, the last that was made first, as far as nothing is in them. */
export const unmake = async (made: ReadonlyArray<string>): Promise<void> => {
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined)
}
