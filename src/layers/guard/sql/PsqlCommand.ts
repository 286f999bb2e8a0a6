import { tokenAt } from "./Lexer.ts"
import * as PsqlArgument from "./PsqlArgument.ts"
import * as Tree from "./Tree.ts"

/** Commands that send what has been read so far, as a semicolon does. */
const sending = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|bind|bind_named|parse|sendpipeline)\b/

/** Commands that throw away what has been read so far. */
const resetting = /^\\(?:r|reset)\b/

/** Postgres takes STDOUT for STDIN here. */
const copying = /^\\copy\b.*\bfrom\s+(?:stdin|stdout)\b/i

/** A new connection: whatever the old one was doing is rolled back. */
const connecting = /^\\(?:c|connect)\b/

/** Commands whose arguments are the rest of the line, whatever it holds; a backslash ends the others. */
const wholeLine = /^\\(?:copy|!|\?|(?:gx?|o|out|w|write)\s*\|)/
const quotedArgument = /'(?:[^'\\]|\\.)*'|"[^"]*"|`[^`]*`/g

/** A command of psql's own: a backslash and the rest of its line, or as much of it as stands before another one. */
export interface PsqlCommand {
  readonly text: string
  /** Where the script goes on. */
  readonly end: number
}

/** The command that begins at a backslash; two of them end it, and are no part of what follows. */
export const at = (source: string, start: number): PsqlCommand => {
  const line = /[^\n]*/y
  line.lastIndex = start
  const [whole = ""] = line.exec(source) ?? []
  const next = wholeLine.test(whole)
    ? -1
    : whole.replaceAll(quotedArgument, (quoted) => " ".repeat(quoted.length)).indexOf("\\", 2)
  const end = next === -1 ? whole.length : next
  return { text: whole.slice(0, end).trimEnd(), end: start + end + (whole.startsWith("\\\\", end) ? 2 : 0) }
}

/** What stands behind a command's name, as psql reads it. */
export const argumentsOf = (command: string, valueOf: PsqlArgument.ValueOf) =>
  PsqlArgument.read(command.replace(/^\\[\w?!]+/, ""), valueOf)

/** Whether what the statement before it answers is run, too. */
export const executes = (command: string): boolean => /^\\gexec\b/.test(command)

const conditionals = ["if", "elif", "else", "endif"] as const
export type Conditional = (typeof conditionals)[number]

/** Which command of a condition it is. */
export const conditional = (command: string): Conditional | undefined =>
  conditionals.find((each) => new RegExp(`^\\\\${each}\\b`).test(command))

/** Whether its condition holds, undefined where that is not known; psql takes what is no Boolean for false. */
export const holds = (command: string, valueOf: PsqlArgument.ValueOf): boolean | undefined => {
  const args = argumentsOf(command, valueOf)
  return args.includes(undefined) ? undefined : (Tree.booleanOf(args.join(" ")) ?? false)
}

const autocommits = /^\\(?:set\s+AUTOCOMMIT\b\s*(?<value>.*)|unset\s+AUTOCOMMIT\b)/

/** Whether each statement is a transaction of its own from here on; undefined for commands that say nothing of it. */
export const autocommit = (command: string): boolean | undefined => {
  const found = autocommits.exec(command)
  if (found === null) return undefined
  const value = found.groups?.["value"]?.replaceAll("'", "")
  return value === "" || (value !== undefined && Tree.booleanOf(value) !== false)
}

export const sends = (command: string): boolean => sending.test(command)
export const resets = (command: string): boolean => resetting.test(command)
export const connects = (command: string): boolean => connecting.test(command)

const includes = /^\\(?:(?<relative>ir|include_relative)|i|include)(?![\w-])/

/** A file that psql goes on in, and then comes back. */
export interface Inclusion {
  /** Undefined where only psql knows it, by a variable or a program. */
  readonly name: string | undefined
  /** Whether it is found from the file that the command stands in, and not from the working directory. */
  readonly relative: boolean
}

/** The file that a command includes; a semicolon at the end of its name is none of it. */
export const inclusion = (command: string, valueOf: PsqlArgument.ValueOf): Inclusion | undefined => {
  const found = includes.exec(command)?.groups
  if (found === undefined) return undefined
  const [name] = argumentsOf(command.replace(/(?<=[^\s;]);+(?=\s|$)/, ""), valueOf)
  return { name, relative: found["relative"] !== undefined }
}

/** Whether psql reads rows behind it. */
export const copiesIn = (command: string): boolean => copying.test(command)

/** Where a direction stands in \copy, outside of parentheses. */
const directionOf = (command: string): { readonly at: number; readonly word: string } | undefined => {
  let parentheses = 0
  for (let at = "\\copy".length; at < command.length;) {
    const { end, kind } = tokenAt(command, at)
    const word = command.slice(at, end).toLowerCase()
    if (kind === "(") parentheses++
    else if (kind === ")") parentheses--
    else if (parentheses === 0 && (word === "from" || word === "to")) return { at, word }
    at = end
  }
  return undefined
}

/** The COPY that psql sends for a \copy, whose files psql reads and writes itself; undefined for other commands. */
export const copyOf = (command: string): string | undefined => {
  if (!/^\\copy\b/i.test(command)) return undefined
  const direction = directionOf(command)
  if (direction === undefined) return undefined
  const { at, word } = direction
  const options = command.slice(at + word.length).replace(/^\s*(?:program\s+)?(?:'(?:[^']|'')*'|\S+)/i, "")
  return ` COPY${command.slice("\\copy".length, at)}${word} ${word === "to" ? "STDOUT" : "STDIN"}${options}`
}
