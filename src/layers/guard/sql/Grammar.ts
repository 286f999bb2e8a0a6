import { setFlagsFromString } from "node:v8"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as LibPgQuery from "libpg-query"
import * as Tree from "./Tree.ts"

let loaded: typeof LibPgQuery | undefined

/** Not a literal, as a bundler would pull in the package, which finds its WebAssembly only where it is installed. */
const grammarPackage: string = "libpg-query"

/** The grammar could not be loaded. */
export class GrammarMissing extends Data.TaggedError("GrammarMissing")<{ readonly cause: unknown }> {
  override readonly message = `Postgres' grammar cannot be loaded: the package ${grammarPackage} is not installed where the program runs (a bundle finds it in a node_modules beside or above it)`
}

/** What the first of them implies at V8's start, it does not later. */
const baselineOnly = ["--liftoff-only", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]

/**
 * Postgres' own grammar, loaded when it is first needed (40 ms); nothing below may be called before.
 *
 * V8 is told to leave WebAssembly at its baseline compiler: the optimizing one takes over 500 MiB and a second of
 * processor time for the grammar's largest function, which ten megabytes of SQL do not earn back.
 */
export const load: Effect.Effect<void, GrammarMissing> = Effect.tryPromise({
  try: async () => {
    for (const flag of baselineOnly) setFlagsFromString(flag)
    const grammar: typeof LibPgQuery = await import(grammarPackage)
    await grammar.loadModule()
    loaded = grammar
  },
  catch: (cause) => new GrammarMissing({ cause })
})

const grammar = (): typeof LibPgQuery => {
  if (loaded === undefined) throw new Error("the grammar is not loaded: run Grammar.load first")
  return loaded
}

/** One statement of a text: its kind, its tree, and its place in the text (characters). */
export interface Statement {
  readonly kind: string
  readonly node: Tree.Node
  readonly start: number
  readonly end: number
  /** The character of the text at a byte that the tree names. */
  readonly character: (byte: number) => number
}

/** The grammar does not take the text; `"too deep"` when it may be valid, and only too deeply nested for us. */
export type Unparsable = "not SQL" | "too deep"

/** The grammar counts bytes of UTF-8. */
const characters = (text: string): ((byte: number) => number) => {
  let bytes: Buffer | undefined
  const ascii = Buffer.byteLength(text) === text.length
  return (byte) => {
    if (ascii) return byte
    bytes ??= Buffer.from(text)
    return bytes.toString("utf8", 0, byte).length
  }
}

const numberAt = (value: unknown, key: string): number | undefined => {
  const found = Tree.at(value, key)
  return typeof found === "number" ? found : undefined
}

/** The statements of a text, or why there are none. */
export const parse = (text: string): ReadonlyArray<Statement> | Unparsable => {
  if (text.includes("\0")) return "not SQL" // the grammar would stop reading there
  if (text.trim() === "") return []
  const { parseSync, SqlError } = grammar()
  let tree: unknown
  try {
    tree = parseSync(text)
  } catch (error) {
    return error instanceof SqlError ? "not SQL" : "too deep"
  }
  const character = characters(text)
  return Tree.list(tree, "stmts").flatMap((raw): ReadonlyArray<Statement> => {
    const statement = Tree.at(raw, "stmt")
    const [kind] = Tree.isNode(statement) ? Object.keys(statement) : []
    const node = kind === undefined ? undefined : Tree.at(statement, kind)
    if (kind === undefined || !Tree.isNode(node)) return []
    const start = numberAt(raw, "stmt_location") ?? 0
    const length = numberAt(raw, "stmt_len")
    const end = length === undefined ? text.length : character(start + length)
    return [{ kind, node, start: character(start), end, character }]
  })
}

/** What the grammar says of a text that it does not take, and of which character. */
export const complaint = (text: string): { readonly message: string; readonly position: number } => {
  if (text.includes("\0")) return { message: "there is a zero byte in it", position: text.indexOf("\0") }
  try {
    grammar().parseSync(text)
    return { message: "", position: 0 }
  } catch (error) {
    const { SqlError } = grammar()
    if (!(error instanceof SqlError)) return { message: "it is nested too deeply", position: 0 }
    const at = error.sqlDetails?.cursorPosition ?? 0
    return { message: error.message, position: characters(text)(Math.max(0, at)) }
  }
}

/** The tree of a PL/pgSQL function or DO block, given the whole statement that makes it. */
export const parseBody = (statement: string): unknown => {
  try {
    const tree: unknown = grammar().parsePlPgSQLSync(statement)
    return tree
  } catch {
    return undefined
  }
}
