import { Effect, Fiber } from "effect"

/** Gives the fibers that hand a statement to the socket a turn each. */
const untilWritten = Effect.repeat(Effect.yieldNow, { times: 4 })

/** Sends shares one after the other; the next one is made ready while the server works on the last. */
export const inTurn = Effect.fnUntraced(function* <Share, A, E>(
  shares: Iterable<Share>,
  send: (share: Share) => Effect.Effect<A, E>,
  done: (share: Share, answer: A) => void
): Effect.fn.Return<void, E> {
  const ready = shares[Symbol.iterator]()
  let next = ready.next()
  while (next.done !== true) {
    const share = next.value
    const sent = yield* Effect.forkChild(send(share), { startImmediately: true })
    yield* untilWritten
    next = ready.next()
    done(share, yield* Fiber.join(sent))
  }
})
