import { mkdir, stat } from "node:fs/promises"
import { dirname } from "node:path"
import * as ErrorCode from "../../failure/ErrorCode.ts"

const whatIs = (path: string) => stat(path).catch(() => undefined)

/**
 * Makes a folder, and those above it that are lacking. Node's own way of it never ends below a folder that is there and in
 * which nothing can be made, as /proc is: there the system says that the path does not exist, and here it is EPERM.
 */
export const make = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder)
  } catch (cause) {
    if ((await whatIs(folder))?.isDirectory() === true) return
    const above = dirname(folder)
    if (folder === "" || ErrorCode.of(cause) !== "ENOENT") throw cause
    if ((await whatIs(above)) !== undefined) {
      throw Object.assign(new Error(`nothing can be made in ${above}`, { cause }), { code: "EPERM" })
    }
    await make(above)
    await make(folder)
  }
}
