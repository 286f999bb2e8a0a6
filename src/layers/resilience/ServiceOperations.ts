import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { Rejected } from "../failure/PgFailure.ts"
import * as Span from "../measure/Span.ts"
import type { DataError } from "./DataError.ts"
import * as Operation from "./Operation.ts"

/** How a service's method checks its input, and what it then does to the database. */
export interface Method<Input extends ReadonlyArray<unknown>, Checked, A> extends Operation.Options {
  /** Done once, before a connection is taken and outside of the deadline, however often the work is tried. */
  readonly check: (...input: Input) => Effect.Effect<Checked, Rejected>
  readonly work: (checked: Checked) => Effect.Effect<A, Operation.Fails>
  /** Options that follow from the input, in place of those above. */
  readonly optionsOf?: (checked: Checked) => Omit<Operation.Options, "kind">
  /** Called so often that a span which nobody sees would cost too much. */
  readonly frequent?: boolean
}

/** A method whose work is bounded, protected and repeated with what other callers ask for, and not by itself. */
export const shared = <Input extends ReadonlyArray<unknown>, Checked, A>(
  service: string,
  operation: string,
  kind: Operation.Kind,
  { check, work }: Pick<Method<Input, Checked, A>, "check" | "work">
): ((...input: Input) => Effect.Effect<A, DataError>) => {
  const report = Operation.reported(service, operation, kind)
  const traced = Span.whereTraced(`${service}.${operation}`)
  const checked = (input: Input) => Effect.suspend(() => check(...input))
  return (...input) => traced(report(Effect.flatMap(checked(input), work)))
}

/** A service's operations, each one's span, deadline, retries, times and failures made of one name. */
export interface ServiceOperations {
  readonly service: string
  readonly method: <Input extends ReadonlyArray<unknown>, Checked, A>(
    operation: string,
    method: Method<Input, Checked, A>
  ) => (...input: Input) => Effect.Effect<A, DataError>
  /** An operation that is given nothing. */
  readonly effect: <A>(
    operation: string,
    options: Operation.Options,
    work: Effect.Effect<A, Operation.Fails>
  ) => Effect.Effect<A, DataError>
  /** A part of an operation, which has its span already. */
  readonly run: Operation.Run
  /** A part of an operation that begins with a check, as a method does. */
  readonly checked: <Checked, A>(
    operation: string,
    options: Operation.Options,
    check: Effect.Effect<Checked, Rejected>,
    work: (checked: Checked) => Effect.Effect<A, Operation.Fails>
  ) => Effect.Effect<A, DataError>
}

const methods =
  (service: string, bound: Operation.Bound): ServiceOperations["method"] =>
  <Input extends ReadonlyArray<unknown>, Checked, A>(
    operation: string,
    { check, frequent = false, optionsOf, work, ...options }: Method<Input, Checked, A>
  ) => {
    const name = `${service}.${operation}`
    const report = Operation.reported(service, operation, options.kind)
    const usual = bound(operation, options)
    const bounded = (checked: Checked) =>
      optionsOf === undefined ? usual : bound(operation, { ...options, ...optionsOf(checked) })
    const body = (...input: Input): Effect.Effect<A, DataError> =>
      report(Effect.flatMap(check(...input), (checked) => bounded(checked)(work(checked))))
    if (!frequent) return Effect.fn(name)(body)
    const traced = Span.whereTraced(name)
    return (...input: Input) => traced(Effect.suspend(() => body(...input)))
  }

/** Makes the operations of a service; inside a transaction of `sql` they are part of it. */
export const make = (
  service: string,
  protect: Operation.Protection,
  sql?: Pick<SqlClient.SqlClient, "transactionService">
): ServiceOperations => {
  const bound = Operation.bounding(service, protect, sql)
  const run = Operation.running(service, protect, sql)
  return {
    service,
    run,
    checked: (operation, options, check, work) => {
      const bounded = bound(operation, options)
      const report = Operation.reported(service, operation, options.kind)
      return report(Effect.flatMap(check, (checked) => bounded(work(checked))))
    },
    effect: (operation, options, work) =>
      Effect.withSpan(run(operation, options)(work), `${service}.${operation}`),
    method: methods(service, bound)
  }
}
