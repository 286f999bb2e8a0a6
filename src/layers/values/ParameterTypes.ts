import { type PgConnection, PgTypes } from "@effect/sql-pg"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { TypeCatalogue } from "../decode/TypeCatalogue.ts"
import { TextMemo } from "../encode/TextMemo.ts"
import { Undecided } from "../encode/Undecided.ts"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { Question } from "../socket/wire/Exchange.ts"
import * as Destination from "./Destination.ts"

/** A type that goes nowhere: what is of it is refused wherever it stands, and where, the refusal tells. */
const point = 600

/** Columns of which a statement is asked whether it stores into them; of further ones it is taken for granted. */
const mostColumns = 32

/** Of what is known of statements in all, roughly. */
const mostBytes = 4 * 1024 * 1024

/** Of a type that a parameter does not fit, or that cannot be found: what becomes of it does not change by itself. */
const lasting: ReadonlySet<string> = new Set(["42804", "42883", "42725", "42P08", "42P18"])

type Parameters = ReadonlyArray<unknown>

/** The type that the driver gives a parameter. */
const typeOf = (value: unknown): number => {
  if (PgTypes.isParameter(value)) return value.oid
  switch (typeof value) {
    case "boolean":
      return PgTypes.OID.bool
    case "bigint":
      return PgTypes.OID.int8
    case "number":
      if (!Number.isInteger(value)) return PgTypes.OID.float8
      return Math.trunc(value) === (value | 0) ? PgTypes.OID.int4 : PgTypes.OID.int8
    case "object":
      if (value === null) return 0
      return Array.isArray(value) ? (PgTypes.arrayOidFor(typeOf(value[0])) ?? 0) : PgTypes.OID.bytea
    default:
      return 0
  }
}

/** Parameters of one column, which go the same way. */
interface Group {
  readonly indices: ReadonlyArray<number>
  readonly kind: Undecided["given"]["kind"]
}

const groupsOf = (parameters: Parameters): ReadonlyArray<Group> => {
  const groups = new Map<string | number, { indices: Array<number>; kind: Group["kind"] }>()
  for (const [index, value] of parameters.entries()) {
    if (!(value instanceof Undecided)) continue
    const key = value.column === undefined ? index : `${value.column} ${value.given.kind}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { indices: [index], kind: value.given.kind })
    else group.indices.push(index)
  }
  return [...groups.values()]
}

/**
 * Asks the server of what type it takes those parameters to be whose values another type would change, once a text, and
 * sends them so that they are stored as they are, or not at all.
 */
export class ParameterTypes {
  readonly #sockets: PgSockets
  readonly #catalogue: TypeCatalogue
  /** A plan for each parameter that needs one, by the statement's text and the types of its parameters. */
  readonly #plans = new TextMemo<ReadonlyArray<Destination.Plan | undefined>>(mostBytes)

  constructor(sockets: PgSockets, catalogue: TypeCatalogue) {
    this.#sockets = sockets
    this.#catalogue = catalogue
  }

  /** The parameters as they are sent on a connection, on which the caller sends nothing else meanwhile. */
  readonly decide = (
    connection: PgConnection.PgConnection,
    sql: string,
    parameters: Parameters
  ): Effect.Effect<Parameters, SqlError.SqlError> => {
    const types = parameters.map(typeOf)
    const key = `${types.join(",")} ${sql}`
    const known = this.#plans.get(key)
    const sent = known && applied(parameters, known)
    // What was refused may be taken since a migration.
    if (sent !== undefined && !(sent instanceof Rejected)) return Effect.succeed(sent)
    const groups = groupsOf(parameters)
    const asking = Effect.scoped(
      Effect.flatMap(connection.pin, (pinned) => this.#plan(pinned, { sql, types }, groups))
    )
    return Effect.flatMap(asking, (plans) => {
      const each: Array<Destination.Plan | undefined> = []
      for (const [at, { indices }] of groups.entries()) for (const index of indices) each[index] = plans?.[at]
      if (plans !== undefined) this.#plans.set(key, each)
      const sent = applied(parameters, each)
      return sent instanceof Rejected
        ? Effect.fail(DriverError.fromFailure(sent, "encode"))
        : Effect.succeed(sent)
    })
  }

  /** A plan for each group; nothing when the server gave no answer. */
  #plan(
    connection: PgConnection.PgConnection,
    statement: Question,
    groups: ReadonlyArray<Group>
  ): Effect.Effect<ReadonlyArray<Destination.Plan> | undefined, SqlError.SqlError> {
    const { processId } = connection
    return Effect.gen({ self: this }, function* () {
      const status = (yield* this.#sockets.ask(processId, [], false))?.status
      if (status !== "idle" && status !== "transaction") return undefined
      const ask = (questions: ReadonlyArray<Question>) =>
        questions.length === 0
          ? Effect.succeed([])
          : Effect.map(
              this.#sockets.ask(processId, questions, status === "transaction"),
              (answered) => answered?.answers
            )
      const [whole] = (yield* ask([withTypes(statement, groups, 0)])) ?? []
      if (whole === undefined) return undefined
      if ("refusal" in whole) {
        if (!lasting.has(whole.refusal.sqlState)) return undefined
        const each = yield* ask(groups.map((group) => withTypes(statement, [group], 0)))
        return each && groups.map(({ kind }, at) => Destination.hidden(kind, each[at]))
      }
      const inferred = groups.map(({ indices }) => whole.types[indices[0] ?? 0] ?? 0)
      yield* this.#catalogue.learn(connection, inferred.filter(Destination.isUnknown))
      const to = inferred.map((oid) => Destination.of(oid, this.#catalogue))
      const doubtful = groups.filter(({ kind }, at) => Destination.dependsOnUse(kind, to[at]))
      const tried = doubtful.slice(0, mostColumns)
      const answers = yield* ask(tried.map((group) => withTypes(statement, [group], point)))
      if (answers === undefined) return undefined
      const useOf = (group: Group): Destination.Use => {
        const at = doubtful.indexOf(group)
        return at >= mostColumns ? "stored" : Destination.useOf(answers[at])
      }
      return groups.map((group, at) => Destination.plan(group.kind, to[at], useOf(group)))
    })
  }
}

const withTypes = ({ sql, types }: Question, groups: ReadonlyArray<Group>, type: number): Question => {
  const changed = [...types]
  for (const { indices } of groups) for (const index of indices) changed[index] = type
  return { sql, types: changed }
}

const applied = (
  parameters: Parameters,
  plans: ReadonlyArray<Destination.Plan | undefined>
): Parameters | Rejected => {
  const sent: Array<unknown> = [...parameters]
  for (const [index, value] of parameters.entries()) {
    if (!(value instanceof Undecided)) continue
    const sends = plans[index]?.(value) ?? value.asGiven
    if (typeof sends === "string") return rejected(`$${index + 1}`, sends)
    sent[index] = sends
  }
  return sent
}
