/**
 * Ends this program with status 1, and says why, when a result could not be written: a full disk under
 * `aquifer report --csv days > days.csv`, which Node's console passes over. A reader that has seen enough, such as `head`,
 * is no failure.
 */
export const follow = (): void => {
  let isTold = false
  process.stdout.on("error", ({ code = "unknown" }: NodeJS.ErrnoException) => {
    if (code === "EPIPE" || isTold) return
    isTold = true
    process.exitCode = 1
    process.stderr.write(
      `aquifer: standard output cannot be written (${code}), so the result is incomplete; free some space, or send it elsewhere\n`
    )
  })
}
