import { Clock, Context, Effect, Exit, type Fiber, Option } from "effect"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import { abandonWork, runAbandonable } from "../../../layers/deadline/Detached.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import * as Division from "./Division.ts"
import { KeyLines } from "./KeyLines.ts"
import { type Told, Write } from "./Write.ts"
import { type Lane, WriteBatch } from "./WriteBatch.ts"
import { WriteDeadlines } from "./WriteDeadlines.ts"

export interface WriteQueueOptions<V, A> {
  /** What a batch is called by those who ask who holds a connection. */
  readonly name: string
  /** The milliseconds that each caller has. */
  readonly given: number
  readonly key: (value: V) => string
  readonly bytes: (value: V) => number
  /** Rows in a batch, and what they may take together, at most; a row that is larger goes by itself. */
  readonly most: number
  readonly mostBytes: number
  /** Callers that may wait; more are refused. */
  readonly mostWaiting: number
  /** Batches that may be out at once, for each lane. */
  readonly places: Readonly<Record<Lane, number>>
  /** Writes all or nothing, and gives the answers by key. Keys differ, and stand in their order. */
  readonly commit: (batch: WriteBatch<V, A>) => Effect.Effect<ReadonlyMap<string, A>, PgFailure.PgFailure>
  /** What batches run in; they belong to none of their callers. */
  readonly context: Context.Context<never>
}

const lanes: ReadonlyArray<Lane> = ["gathered", "divided", "alone"]

/** Fewer rows than this are not worth a second statement beside the first. */
const worthDividing = 16

const byKey = <V, A>(one: Write<V, A>, other: Write<V, A>): number =>
  one.key < other.key ? -1 : one.key > other.key ? 1 : 0

/** What the answers of a batch say of a key. */
export const answerTo = <A>(answers: ReadonlyMap<string, A>, key: string): Option.Option<A> => {
  const found = answers.get(key)
  return found === undefined ? Option.none() : Option.some(found)
}

/**
 * Gathers the values of concurrent callers into batches, by the turn: what is asked before the program waits again goes
 * out together, and while the places are taken the next ones gather. So a batch grows with the load, and who is alone
 * waits for nobody.
 */
export class WriteQueue<V, A> {
  readonly #options: WriteQueueOptions<V, A>
  readonly #lines = new KeyLines<V, A>()
  readonly #deadlines = new WriteDeadlines<V, A>()
  readonly #ended = (write: Write<V, A>): void => this.#deadlines.delete(write)
  #gathered: Array<Write<V, A>> = []
  readonly #divided: Record<Exclude<Lane, "gathered">, Array<ReadonlyArray<Write<V, A>>>> = {
    divided: [],
    alone: []
  }
  readonly #out: Readonly<Record<Lane, Set<WriteBatch<V, A>>>> = {
    gathered: new Set(),
    divided: new Set(),
    alone: new Set()
  }
  #turn = false

  constructor(options: WriteQueueOptions<V, A>) {
    this.#options = options
  }

  /** The answer to a value's key, if the statement gave one. */
  write(value: V): Told<A> {
    return Effect.withFiber((fiber) =>
      this.#deadlines.size < this.#options.mostWaiting
        ? Effect.callback((resume) => this.#join(value, fiber, resume))
        : Effect.fail(this.#full())
    )
  }

  #full(): PgFailure.PoolExhausted {
    const { mostWaiting, name } = this.#options
    return new PgFailure.PoolExhausted({
      statement: "did not run",
      message: `${mostWaiting} writes wait in ${name}, and no more may; lower concurrency, or look why the server is slow`
    })
  }

  /** What it gives ends the waiting. */
  #join(
    value: V,
    fiber: Fiber.Fiber<unknown, unknown>,
    resume: (told: Told<A>) => void
  ): Effect.Effect<void> {
    const { bytes, given, key } = this.#options
    const of = { key: key(value), value, bytes: bytes(value) }
    const write = new Write<V, A>(of, { fiber, given }, resume, this.#ended)
    this.#deadlines.add(write)
    if (this.#lines.enter(write)) this.#gathered.push(write)
    if (!this.#turn) {
      this.#turn = true
      queueMicrotask(this.#endOfTurn)
    }
    return Effect.sync(() => write.end(Effect.interrupt))
  }

  readonly #endOfTurn = (): void => {
    this.#turn = false
    this.#pump()
  }

  #pump(): void {
    for (const lane of lanes) {
      for (let free = this.#free(lane); free > 0; free = this.#free(lane)) {
        const writes = lane === "gathered" ? this.#gather(free) : this.#divided[lane].shift()
        if (writes === undefined) break
        const left = this.#awaited(writes)
        if (left.length > 0) this.#start(new WriteBatch(this.#options.name, left, lane, this.#abandoned))
      }
    }
  }

  #free(lane: Lane): number {
    return this.#options.places[lane] - this.#out[lane].size
  }

  /** The next batch's share of what has gathered, where so many may go out. */
  #gather(free: number): ReadonlyArray<Write<V, A>> | undefined {
    const all = this.#gathered
    const [first] = all
    if (first === undefined) return undefined
    // Those of other identities wait for a batch of theirs.
    const gathered = all.every(({ partition }) => partition === first.partition)
      ? all
      : all.filter(({ partition }) => partition === first.partition)
    const { most, mostBytes } = this.#options
    const share = gathered.length < worthDividing * free ? gathered.length : Math.ceil(gathered.length / free)
    let bytes = 0
    let count = 0
    for (const write of gathered) {
      bytes += write.bytes
      if (count > 0 && (count >= Math.min(share, most) || bytes > mostBytes)) break
      count++
    }
    const out = count === gathered.length ? gathered : gathered.slice(0, count)
    if (gathered === all) this.#gathered = all.slice(count)
    else {
      const taken = new Set(out)
      this.#gathered = all.filter((write) => !taken.has(write))
    }
    return out.toSorted(byKey)
  }

  /** Those that somebody still waits for; the lines of the others go on. */
  #awaited(writes: ReadonlyArray<Write<V, A>>): ReadonlyArray<Write<V, A>> {
    if (writes.every(({ gone }) => !gone)) return writes
    for (const { gone, key } of writes) if (gone) this.#release(key)
    return writes.filter(({ gone }) => !gone)
  }

  #release(key: string): void {
    const next = this.#lines.next(key)
    if (next !== undefined) this.#gathered.push(next)
  }

  #start(batch: WriteBatch<V, A>): void {
    this.#out[batch.lane].add(batch)
    const [{ clock } = { clock: undefined }] = batch.writes
    const made = Context.add(this.#options.context, CurrentDeadline.Current, batch)
    const context =
      batch.writes[0] === undefined ? made : CurrentIdentity.carried(made, batch.writes[0].fiber.context)
    const work = runAbandonable(batch, this.#options.commit(batch))
    Effect.runForkWith(clock === undefined ? context : Context.add(context, Clock.Clock, clock))(
      work
    ).addObserver((exit) => this.#landed(batch, exit))
  }

  /** Nobody waits for it: its place is free at once, its keys when it has been cleaned up. */
  readonly #abandoned = (batch: WriteBatch<V, A>): void => {
    abandonWork(batch)
    if (this.#out[batch.lane].delete(batch)) this.#pump()
  }

  #landed(batch: WriteBatch<V, A>, exit: Exit.Exit<ReadonlyMap<string, A>, PgFailure.PgFailure>): void {
    batch.over = true
    this.#out[batch.lane].delete(batch)
    const divided = Exit.isFailure(exit) ? this.#divide(batch, exit) : undefined
    if (divided === undefined) for (const { key } of batch.writes) this.#release(key)
    this.#pump() // before the callers go on: the server has nothing to do
    if (divided !== undefined) return
    for (const write of batch.writes) {
      write.end(Exit.map(exit, (answers) => answerTo(answers, write.key)))
    }
  }

  /** Sends a batch that one of its rows spoilt out again, in parts; `undefined` when that would not help. */
  #divide(batch: WriteBatch<V, A>, exit: Exit.Failure<unknown, PgFailure.PgFailure>): true | undefined {
    const failure = Option.getOrUndefined(Exit.findErrorOption(exit))
    const ofDefect = Exit.hasDies(exit) ? Division.divideUnsent(batch) : undefined
    const divided = failure === undefined ? ofDefect : Division.divide(batch, failure)
    if (divided === undefined || divided.lane === "gathered") return undefined
    batch.rolledBack()
    for (const { gone, key } of batch.writes) if (gone) this.#release(key)
    this.#divided[divided.lane].push(...divided.parts)
    return true
  }
}
