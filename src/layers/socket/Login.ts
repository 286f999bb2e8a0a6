import { NoHost } from "../hosts/HostWalk.ts"
import type { EndpointState } from "./EndpointState.ts"
import { type HostAnswer, HostCheck } from "./HostCheck.ts"
import * as LoginRefusal from "./LoginRefusal.ts"
import * as PasswordRequest from "./PasswordRequest.ts"
import type { PgRoute } from "./PgDial.ts"
import { PgServerFatal } from "./PgSocketError.ts"
import type { ServerWords } from "./wire/FatalTap.ts"
import * as Message from "./wire/Message.ts"

/** The connection that is let in, or is not. */
interface Entrant {
  readonly home: EndpointState
  readonly route: () => PgRoute
  readonly send: (bytes: Uint8Array) => void
  /** The server is not the one, or did not let us in. */
  readonly lost: (problem: Error) => void
}

/** What a server says before it is ready: which of that the driver hears, and whether this is a host that was asked for. */
export class Login {
  readonly #entrant: Entrant
  /** The question to a host of which it is to be known what it is. */
  #check: HostCheck | undefined
  #isHost = false
  #refusal: ServerWords | undefined
  /** What the server calls the session; undefined while it has not said, or if it does not. */
  serverId: number | undefined
  /** What the driver calls it, which no other session of the endpoint has; undefined while the driver has not heard of it. */
  processId: number | undefined

  constructor(entrant: Entrant) {
    this.#entrant = entrant
  }

  /** What the server said to it. */
  get refusal(): PgServerFatal | undefined {
    return this.#refusal && new PgServerFatal(this.#refusal)
  }

  /** Whether the server may have the password as it asks for it. */
  mayAnswer(method: number): boolean {
    const problem = PasswordRequest.problem(this.#entrant.route(), method)
    if (problem !== undefined) this.#entrant.lost(problem)
    return problem === undefined
  }

  /** Whether the driver is told of a refusal: of several hosts one that is full or starting up is passed over. */
  isTold(words: ServerWords): boolean {
    const { home, lost, route } = this.#entrant
    this.#refusal = words
    home.refusedAt = route().where
    const refusal = new PgServerFatal(words)
    if (!home.hosts.several || LoginRefusal.isLasting(refusal)) return true
    this.#refusal = undefined
    lost(new NoHost(`${route().where} lets nobody in: ${LoginRefusal.said(refusal)}`))
    return false
  }

  /** The server is ready: whether it is one that was asked for is seen before the driver hears of it. */
  isOver(): boolean {
    const { home, send } = this.#entrant
    if (home.hosts.asks && !this.#isHost) {
      this.#check = new HostCheck()
      send(this.#check.request)
      return false
    }
    return true
  }

  /** The server says what it calls the session; gives what the driver is told. */
  called(serverId: number): number {
    this.serverId = serverId
    return (this.processId ??= this.#entrant.home.give(serverId))
  }

  /** What tells the driver what the session is called, where the server has not: poolers need not. */
  introduction(): Buffer {
    this.processId = this.#entrant.home.give(undefined)
    return Message.processId(this.processId)
  }

  /** Takes the host's answer out of what the server sends, and gives what is left of it for the driver, if anybody hears it. */
  take(bytes: Buffer): Buffer | undefined {
    if (this.#check === undefined) return bytes
    const { answer, rest } = this.#check.take(bytes)
    if (answer === undefined) return rest
    this.#check = undefined
    const problem = this.#wrong(answer)
    if (problem === undefined) this.#isHost = true
    else this.#entrant.lost(problem)
    return problem === undefined ? rest : undefined
  }

  #wrong(answer: HostAnswer): Error | undefined {
    const { home, route } = this.#entrant
    if (!("refusal" in answer)) return home.hosts.judge(route(), answer)
    const said = LoginRefusal.said(new PgServerFatal(answer.refusal))
    return new NoHost(`${route().where} does not say what it is: ${said}`)
  }
}
