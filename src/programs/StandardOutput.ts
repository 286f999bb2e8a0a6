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

/**
 * Goes on once everything written is with its reader, or the reader is gone. To a pipe Node writes in the background what
 * does not fit into it at once, 64 KiB on Linux, and `process.exit` drops the rest without a word.
 */
export const flushed = (then: () => void): void => {
  const behind = [process.stdout, process.stderr].filter(({ writableLength }) => writableLength > 0)
  let left = behind.length
  // A turn later: what could not be written is told only after those who wrote it have gone on.
  const end = () => void setImmediate(then)
  if (left === 0) return end()
  // Called with an error too: of a closed pipe there is nothing more to wait for.
  for (const stream of behind) stream.write("", () => --left === 0 && end())
}
