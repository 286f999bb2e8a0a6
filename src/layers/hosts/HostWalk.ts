import type { TargetSessionAttrs } from "../config/UrlHosts.ts"
import { type HostAddresses, shuffled } from "./HostAddresses.ts"
import { type HostRole, problem } from "./HostRole.ts"

/** A host that has failed is tried after the others for so long; Java's driver has the same. */
const suspectedMillis = 10_000

/** One of the hosts. */
export interface Route {
  /** Its name and port, as messages name it. */
  readonly where: string
  readonly addresses: HostAddresses
}

/** A host will not do, and there are others that have not been tried; whoever asked connects again, and gets to them. */
export class NextHost extends Error {
  readonly code = "NEXT_HOST"
}

/** A host answered and will not do, or none of several will; what each was refused for is told to whoever asked. */
export class NoHost extends Error {
  readonly code = "NO_HOST"
  /** As failures repeat it: our own words, and no secret. */
  readonly tried: string

  constructor(...why: ReadonlyArray<string>) {
    const tried = why.join("; ")
    super(tried)
    this.tried = tried
  }
}

/** Whether an error of the driver, or of a socket, says to connect again, which then leads to the next host. */
export const goesOn = (error: unknown): boolean => {
  if (error instanceof NextHost) return true
  if (typeof error !== "object" || error === null) return false
  if ("reason" in error && goesOn(error.reason)) return true
  return "cause" in error && error.cause instanceof NextHost
}

/** What hosts are walked for. */
export interface WalkOptions {
  readonly target: TargetSessionAttrs
  readonly atRandom: boolean
}

/**
 * The hosts of one endpoint, of which each connection takes one: the next that this round has not refused.
 *
 * A round ends when a host lets somebody in, or when all have been refused; then the callers are told of each why. What
 * has failed lately goes last, and where one that takes writes is asked for, the one that last did goes first.
 */
export class HostWalk<R extends Route> {
  readonly #routes: ReadonlyArray<R>
  readonly #options: WalkOptions
  readonly #refused = new Map<R, Error>()
  readonly #failedAt = new Map<R, number>()
  #last: R | undefined
  /** Each was asked for a standby, and none is one: whoever answers will do. */
  #unpreferred = false

  constructor(routes: ReadonlyArray<R>, options: WalkOptions) {
    this.#routes = routes
    this.#options = options
  }

  /** Whether a session is asked what its server is. */
  get asks(): boolean {
    return this.#options.target !== "any"
  }

  /** Whether there is another host to go to. */
  get several(): boolean {
    return this.#routes.length > 1
  }

  /** Whether it is known of one host alone that it will do, so that it is worth remembering. */
  get #seeksOne(): boolean {
    return this.#options.target === "read-write" || this.#options.target === "primary"
  }

  /** Where the next connection goes. */
  next(): R {
    const open = this.#routes.filter((route) => !this.#refused.has(route))
    const ordered = this.#options.atRandom ? shuffled(open) : open
    const now = performance.now()
    const isSuspected = (route: R) => now - (this.#failedAt.get(route) ?? -Infinity) < suspectedMillis
    const rank = (route: R) => (isSuspected(route) ? 2 : this.#seeksOne && route === this.#last ? 0 : 1)
    const [first] = ordered.toSorted((a, b) => rank(a) - rank(b))
    if (first === undefined) throw new Error("an endpoint without a host") // URLs and layers have at least one
    return first
  }

  /** What is wrong with a host that has let us in; undefined when it will do. */
  judge(route: R, role: HostRole): NoHost | undefined {
    const { target } = this.#options
    const wrong = this.#unpreferred ? undefined : problem(target, role)
    if (wrong === undefined) return undefined
    return new NoHost(`${route.where} ${wrong}, and target_session_attrs is ${target}`)
  }

  /** Why a session is to be given up whose server has changed; one that was only preferred to be another is kept. */
  outgrown(route: R, role: HostRole): NoHost | undefined {
    return this.#options.target === "prefer-standby" ? undefined : this.judge(route, role)
  }

  /** A host has let somebody in and is what was asked for. */
  accepted(route: R): void {
    this.#last = route
    this.#failedAt.delete(route)
    this.over()
  }

  /** A host was a good one and may be no longer: the others go first for a while. */
  doubt(route: R): void {
    this.#failedAt.set(route, performance.now())
  }

  /** What whoever asked is told when a host, or the address of it that answered, will not do: to go on, or why. */
  refused(route: R, error: Error, address?: string): Error {
    if ((this.asks || this.several) && route.addresses.refuse(address)) return new NextHost(error.message)
    this.#failedAt.set(route, performance.now())
    if (!this.several && this.#options.target !== "prefer-standby") {
      this.over()
      return error
    }
    this.#refused.set(route, error)
    if (this.#refused.size < this.#routes.length) return new NextHost(error.message)
    const tried = [...this.#refused.values()]
    if (
      this.#options.target === "prefer-standby" &&
      !this.#unpreferred &&
      tried.some((each) => each instanceof NoHost)
    ) {
      this.over()
      this.#unpreferred = true
      return new NextHost(error.message)
    }
    this.over()
    return withTried(error, tried)
  }

  /** The round has come to its end, and the next attempt begins anew. */
  over(): void {
    this.#refused.clear()
    for (const { addresses } of this.#routes) addresses.reset()
    this.#unpreferred = false
  }
}

/** One error for all hosts; that of a single host stays what it is. */
const withTried = (error: Error, tried: ReadonlyArray<Error>): Error =>
  tried.length === 1 ? error : new NoHost(...tried.map(({ message }) => message))
