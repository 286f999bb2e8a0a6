interface Event {
  readonly at: number
  readonly left: number
}

/** Moments to come, the next one on top; with each a count of what is left to do. */
export class EventHeap {
  readonly #events: Array<Event> = []

  get next(): Event | undefined {
    return this.#events[0]
  }

  push(event: Event): void {
    const events = this.#events
    let at = events.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = events[parent]
      if (above === undefined || above.at <= event.at) break
      events[at] = above
      at = parent
    }
    events[at] = event
  }

  /** Puts `event` in the place of the next one. */
  replaceNext(event: Event): void {
    const events = this.#events
    let at = 0
    for (;;) {
      const right = events[2 * at + 2]
      const left = events[2 * at + 1]
      const earlier = right !== undefined && left !== undefined && right.at < left.at
      const child = earlier ? right : left
      if (child === undefined || child.at >= event.at) break
      events[at] = child
      at = 2 * at + (earlier ? 2 : 1)
    }
    events[at] = event
  }
}
