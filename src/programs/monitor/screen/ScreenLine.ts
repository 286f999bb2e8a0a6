import type { TerminalStyle } from "../../terminal/TerminalStyle.ts"

/** A line, and how the whole of it looks. */
export interface ScreenLine {
  readonly text: string
  readonly look?: keyof TerminalStyle
  /** Whether it stays where it is when the tables are moved sideways. */
  readonly fixed?: true
}
