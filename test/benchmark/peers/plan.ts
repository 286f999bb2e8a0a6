import { percentile } from "../rounds.ts"

/** Operations sent at their moments, whether those before are answered or not. */
export interface Plan {
  readonly perSecond: number
  readonly millis: number
  /** Answers that take longer come too late; callers who can say so are bounded by it. */
  readonly deadline?: number | undefined
}

/** How late answers came, in milliseconds from the planned moment; what failed never came. */
export interface Tail {
  readonly p50: number
  readonly p99: number
  readonly p999: number
  /** How many a second came in time. */
  readonly inTime: number
}

/** What stands for the answer that a failure never gave. */
export const never = 1e6

const tail = (latencies: ReadonlyArray<number>, { deadline = never, millis }: Plan): Tail => {
  const sorted = latencies.toSorted((a, b) => a - b)
  const [p50 = 0, p99 = 0, p999 = 0] = [0.5, 0.99, 0.999].map((share) => percentile(sorted, share))
  const intime = sorted.filter((latency) => latency <= deadline).length
  return { p50, p99, p999, inTime: (intime * 1_000) / millis }
}

/** Sends as planned, a timer's millisecond at a time, and waits for all answers. */
export const byPlan = (
  plan: Plan,
  send: (index: number, answered: (successfully: boolean) => void) => void
): Promise<Tail> => {
  const { promise, resolve } = Promise.withResolvers<Tail>()
  const perMilli = plan.perSecond / 1_000
  const latencies = Array.from({ length: Math.floor(perMilli * plan.millis) }, () => never)
  const start = performance.now()
  let sent = 0
  let open = latencies.length
  const one = (index: number) =>
    send(index, (successfully) => {
      if (successfully) latencies[index] = performance.now() - start - index / perMilli
      if (--open === 0) resolve(tail(latencies, plan))
    })
  const step = () => {
    const due = Math.min(latencies.length, 1 + Math.floor((performance.now() - start) * perMilli))
    while (sent < due) one(sent++)
    if (sent < latencies.length) setTimeout(step, 1)
  }
  step()
  return promise
}
