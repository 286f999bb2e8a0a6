/**
 * How much of a bulk write goes into one statement, in bytes: a little more than a power of two, also where what all
 * rows have in common is sent once.
 *
 * Postgres reads a statement into a buffer that doubles as it fills. How much memory the C library keeps for the next
 * statement follows from the largest piece it gave out, so a buffer of which little more than half is used leaves
 * room for the rest of the work. Batches of 0.95 or 1.5 MiB give memory back each time; to have it again cost the
 * server 600 page faults a batch and twice the time.
 */
export const shareBytes = 1.15 * 1024 * 1024

/** Rows of a share at most, as narrow ones would otherwise keep the program from everything else while they are read. */
const shareRows = 10_000

/** Cuts items into shares of one statement each, of `shareBytes` and what the last item has beyond. */
export function* cut<A>(items: Iterable<A>, bytesOf: (item: A) => number): Generator<ReadonlyArray<A>> {
  let share: Array<A> = []
  let bytes = 0
  for (const item of items) {
    share.push(item)
    bytes += bytesOf(item)
    if (bytes <= shareBytes && share.length < shareRows) continue
    yield share
    share = []
    bytes = 0
  }
  if (share.length > 0) yield share
}
