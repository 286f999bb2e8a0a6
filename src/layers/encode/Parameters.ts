import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import { Statement } from "effect/sql"
import { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import * as ArrayValue from "./ArrayValue.ts"
import { BinaryArray } from "./BinaryArray.ts"
import { isJson, isJsonArray, maxBytes, tooMuch } from "./ParameterBytes.ts"
import { Refused, scalar, typedProblem } from "./ScalarValue.ts"
import { snapshot } from "./StorableJson.ts"
import * as Timestamp from "./Timestamp.ts"
import * as Undecided from "./Undecided.ts"

/** The driver counts parameters in a signed 16-bit number. */
const most = 32_767

const unreadable = "cannot be read: a getter of it, or the proxy that it is, throws"

/** JSON is sent as it was read once; SQL's NULL stays NULL. */
const json = (value: unknown): unknown => {
  if (value === null) return null
  const found = snapshot(value, maxBytes)
  if ("json" in found) return found.json
  const at = found.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("")
  return new Refused(found.problem, at)
}

const jsons = (values: ReadonlyArray<unknown>): unknown => {
  const read: Array<unknown> = []
  for (let index = 0; index < values.length; index++) {
    const found = json(values[index])
    if (found instanceof Refused) return new Refused(found.problem, `[${index}]${found.at}`)
    read.push(found)
  }
  return read
}

const typeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(PgTypes.OID).map(([name, oid]) => [oid, name])
)

/** Whether the driver can write a value as its type. What it says itself repeats the value. */
const misfit = (oid: number, value: unknown): Refused | undefined => {
  if (oid === 0 || value === null || Result.isSuccess(PgTypes.encode(value, oid))) return undefined
  return new Refused(`is no value of its type, ${typeNames.get(oid) ?? `which has the OID ${oid}`}`)
}

const elementTypes: ReadonlyMap<number, number> = new Map(
  Object.values(PgTypes.OID).flatMap((oid) => {
    const array = PgTypes.arrayOidFor(oid)
    return array === undefined ? [] : [[array, oid] as const]
  })
)

/** Why a parameter that was given its type cannot be sent. */
const problemOfTyped = ({ oid, value }: PgTypes.Parameter): Refused | undefined => {
  const element = elementTypes.get(oid)
  if (element === undefined || !Array.isArray(value)) {
    const problem = typedProblem(oid, value)
    // Beside what cannot be stored, objects such as intervals fit some types.
    return problem !== undefined && (typeof value !== "object" || value instanceof Date)
      ? new Refused(problem)
      : misfit(oid, value)
  }
  for (let index = 0; index < value.length; index++) {
    const problem = Array.isArray(value[index])
      ? new Refused("is an array in an array, which the driver cannot send; pass one as text or jsonb")
      : problemOfTyped(Undecided.typed(element, value[index]))
    if (problem !== undefined) return new Refused(problem.problem, `[${index}]${problem.at}`)
  }
  return undefined
}

const typed = (parameter: PgTypes.Parameter): unknown => {
  if (parameter instanceof BinaryArray || parameter instanceof Undecided.Undecided) return parameter
  const { oid, value } = parameter
  if (!isJson(oid) && !(isJsonArray(oid) && Array.isArray(value)))
    return problemOfTyped(parameter) ?? Timestamp.exact(oid, value) ?? parameter
  const read = isJson(oid) ? json(value) : jsons(value as ReadonlyArray<unknown>) // else it has been an array, above
  return read instanceof Refused ? read : Undecided.typed(oid, read)
}

/** What may be a fraction in one row is sent like one in all, so that the rows agree on a type. */
const ofColumn = ({ column, value }: Undecided.OfColumn): unknown => {
  const sent =
    typeof value === "number" && Number.isSafeInteger(value) ? Undecided.fraction(value) : prepared(value)
  return sent instanceof Undecided.Undecided ? new Undecided.Undecided(sent.given, column) : sent
}

/** A value, unless it cannot be looked at; then what is wrong with it. */
export const readable = (value: unknown, index: number): unknown => {
  try {
    Statement.isFragment(value)
    return value
  } catch {
    return rejected(`$${index + 1}`, unreadable)
  }
}

/** A parameter as it is sent, or why it is not. */
const prepared = (value: unknown): unknown => {
  try {
    if (Array.isArray(value)) return ArrayValue.array(value, problemOfTyped)
    if (value instanceof Rejected) return value
    if (value instanceof Undecided.OfColumn) return ofColumn(value)
    return PgTypes.isParameter(value) ? typed(value) : scalar(value)
  } catch {
    return new Refused(unreadable)
  }
}

/**
 * The parameters of a statement as they are sent, each read once, or the first that would not come back as it was given
 * or would end the connection; `field` is its place, such as `$3` or `$3[17]`. The driver itself would store a lone
 * surrogate as another character, `undefined` as NULL, and a value too large to be read again. A refusal that stands
 * among the parameters is given back: it is of the statement's own text.
 */
export const prepare = (parameters: ReadonlyArray<unknown>): ReadonlyArray<unknown> | Rejected => {
  if (parameters.length > most) {
    const problem = `are ${parameters.length.toLocaleString("en")}, and a statement takes at most ${most.toLocaleString("en")}; pass arrays and unnest them`
    return rejected("parameters", problem)
  }
  let changed: Array<unknown> | undefined
  // No iterator of pairs, as every statement passes here.
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index]
    const sent = prepared(value)
    if (sent instanceof Rejected) return sent
    if (sent instanceof Refused) return rejected(`$${index + 1}${sent.at}`, sent.problem)
    if (sent !== value) (changed ??= [...parameters])[index] = sent
  }
  const sent = changed ?? parameters
  return tooMuch(sent) ?? sent
}
