// JavaScript, as aquifer.js is.
import { existsSync, mkdirSync, realpathSync, statSync } from "node:fs"
import * as NodeModule from "node:module"
import { homedir } from "node:os"
import { dirname, isAbsolute, join } from "node:path"

/** `$XDG_CACHE_HOME`, or `~/.cache`, as for everything else that is kept from one run to the next. */
const cacheHome = () => {
  const asked = process.env["XDG_CACHE_HOME"]
  return asked !== undefined && isAbsolute(asked) ? asked : join(homedir(), ".cache")
}

/**
 * Whether nobody but `user` and root can put anything at a path without links, or another folder in its place.
 *
 * @type {(path: string, user: number) => boolean}
 */
const isTrusted = (path, user) => {
  const { mode, uid } = statSync(path)
  const sticky = (mode & 0o1000) !== 0 // nobody can move or remove what is another's
  const shared = (mode & 0o022) !== 0 && !sticky
  const parent = dirname(path)
  return (uid === user || uid === 0) && !shared && (path === parent || isTrusted(parent, user))
}

/** @type {(path: string, user: number) => boolean} */
const isPrivate = (path, user) => {
  const { mode, uid } = statSync(path)
  return uid === user && (mode & 0o077) === 0 && isTrusted(path, user)
}

/** Makes the folder for compiled code; `undefined` where anybody else could write to it. */
const makeFolder = () => {
  const home = cacheHome()
  const user = process.getuid?.() // none on Windows, where a profile is its user's
  const nearest = existsSync(home) ? home : dirname(home)
  if (user !== undefined && !isTrusted(realpathSync(nearest), user)) return undefined
  const folder = join(home, "aquifer", "compiled")
  // One by one: made together, they keep Node busy for ever below a folder in which nothing can be made, as in /proc.
  for (const each of [home, dirname(folder)]) if (!existsSync(each)) mkdirSync(each, { mode: 0o755 })
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
  const real = realpathSync(folder)
  return user === undefined || isPrivate(real, user) ? real : undefined
}

/**
 * Lets Node keep the compiled code of the modules that are loaded from now on, and begin with it in the next run.
 *
 * What lies there is run as this user, so it is kept only where nobody else can have put it. Where there is no such
 * folder, each run compiles what it loads.
 */
export const enable = () => {
  if (NodeModule.enableCompileCache === undefined) return // Deno keeps compiled code by itself
  if (NodeModule.getCompileCacheDir() !== undefined) return // NODE_COMPILE_CACHE names one
  try {
    const folder = makeFolder()
    if (folder !== undefined) NodeModule.enableCompileCache(folder)
  } catch {
    // no home, no space, no right to write there
  }
}
