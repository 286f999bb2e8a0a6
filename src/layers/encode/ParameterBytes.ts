import { PgTypes } from "@effect/sql-pg"
import type { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import { readyBytes } from "./BinaryArray.ts"
import { jsonbBytes } from "./JsonbBytes.ts"
import { utf8Bytes } from "./StorableText.ts"

/**
 * All parameters of one statement together: they may become one row, and of rows we read twice as much
 * ({@link maxMessageBytes}), so that what was written can be read again.
 */
export const maxBytes = 16 * 1024 * 1024 - 64 * 1024

/** The longest message that is read from a server; a longer row would end the connection. */
export const maxMessageBytes = 32 * 1024 * 1024

const json: ReadonlySet<number> = new Set([PgTypes.OID.json, PgTypes.OID.jsonb])
const jsonArrays: ReadonlySet<number> = new Set([PgTypes.OID.jsonArray, PgTypes.OID.jsonbArray])

/** Whether a value of a type is one JSON value, and whether it is an array of them. */
export const isJson = (oid: number): boolean => json.has(oid)
export const isJsonArray = (oid: number): boolean => jsonArrays.has(oid)

/** A number or a date, which travel in binary. */
const scalarBytes = 8
/** What an array needs for itself and for each element. */
const arrayBytes = 20
const elementBytes = 4

type TextBytes = (text: string) => number

const utf8AtMost: TextBytes = (text) => 3 * text.length

/** Bytes that a value has in a row, or a little more. */
const bytesOf = (value: unknown, textBytes: TextBytes): number => {
  if (typeof value === "string") return textBytes(value)
  if (typeof value !== "object" || value === null) return scalarBytes
  if (value instanceof Uint8Array || value instanceof Int8Array) return value.byteLength
  if (Array.isArray(value)) return arrayBytesOf(value, (element) => bytesOf(element, textBytes))
  if (!PgTypes.isParameter(value)) return scalarBytes
  if (isJson(value.oid)) return jsonbBytes(value.value, maxBytes)
  const ready = readyBytes(value)
  if (ready !== undefined) return ready.byteLength
  if (Array.isArray(value.value) && isJsonArray(value.oid)) {
    return arrayBytesOf(value.value, (element) => jsonbBytes(element, maxBytes))
  }
  return bytesOf(value.value, textBytes)
}

const arrayBytesOf = (values: ReadonlyArray<unknown>, element: (value: unknown) => number): number => {
  let bytes = arrayBytes
  for (const value of values) bytes += elementBytes + element(value)
  return bytes
}

const sum = (parameters: ReadonlyArray<unknown>, textBytes: TextBytes): number => {
  let bytes = 0
  for (const value of parameters) bytes += bytesOf(value, textBytes)
  return bytes
}

/** Why the parameters are too much for one statement, of which each may be small. */
export const tooMuch = (parameters: ReadonlyArray<unknown>): Rejected | undefined => {
  if (sum(parameters, utf8AtMost) <= maxBytes) return undefined
  const bytes = sum(parameters, utf8Bytes)
  if (bytes <= maxBytes) return undefined
  const limit = `${maxBytes.toLocaleString("en")} bytes`
  const alone = parameters.findIndex((value) => bytesOf(value, utf8Bytes) > maxBytes)
  return alone < 0
    ? rejected("parameters", `are longer than ${limit} together; write them by several statements`)
    : rejected(`$${alone + 1}`, `is longer than ${limit} as Postgres gives it back; split it`)
}
