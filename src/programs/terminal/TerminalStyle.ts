/** How parts of a line look in a terminal. */
export interface TerminalStyle {
  readonly title: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
  readonly faint: (text: string) => string
}

const sgr =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`

/** The terminal's own sixteen colours, which people have chosen to suit their background. */
export const coloured: TerminalStyle = { title: sgr(1), good: sgr(32), warning: sgr(33), faint: sgr(2) }

const same = (text: string): string => text

/** For NO_COLOR. */
export const plain: TerminalStyle = { title: same, good: same, warning: same, faint: same }
