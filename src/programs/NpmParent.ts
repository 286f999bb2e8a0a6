/** How often it is looked whether the parent is still there; a look costs microseconds. */
const lookEveryMillis = 500

/**
 * Ends this program, as by SIGTERM, when the shell is gone that npm or npx started it with.
 *
 * npm passes SIGTERM on to that shell, which ends and tells nobody: the program and its private servers would stay, as
 * under a service manager or in a container that ends npm. Who starts the program in another way may well leave it behind.
 */
export const follow = (): void => {
  if (process.env["npm_lifecycle_event"] === undefined) return
  const parent = process.ppid
  const looking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(looking)
    process.kill(process.pid, "SIGTERM")
  }, lookEveryMillis)
  looking.unref()
}
