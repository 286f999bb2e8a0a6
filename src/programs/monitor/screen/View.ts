import type { Signal } from "../../../services/monitor/Overview.ts"

/** What the lists of sessions are sorted by; the age is the default, longest first. */
export const orders = ["age", "pid", "user", "application"] as const
export type Order = (typeof orders)[number]

/** What is being typed, or has to be confirmed. */
export type Prompt =
  | { readonly _tag: "Filter"; readonly text: string }
  | { readonly _tag: "Pid"; readonly how: Signal; readonly text: string }
  | { readonly _tag: "Confirm"; readonly how: Signal; readonly pid: number }

/** How a person looks at the screen. */
export interface View {
  readonly paused: boolean
  readonly order: Order
  /** Rows are shown that contain it; all of them when it is empty. */
  readonly filter: string
  /** Lines that are above the top. */
  readonly scroll: number
  /** Columns of the tables that are left of the screen. */
  readonly sideways: number
  /** Whether the keys are explained instead. */
  readonly help: boolean
  readonly prompt: Prompt | undefined
  /** What came of the last thing that was done. */
  readonly told: string
}

export const initial: View = {
  paused: false,
  order: "age",
  filter: "",
  scroll: 0,
  sideways: 0,
  help: false,
  prompt: undefined,
  told: ""
}

/** A key by its name, and the character it stands for, if any. */
export interface Key {
  readonly name: string
  readonly ctrl: boolean
  readonly character: string
}

/** What a key asks for beyond another view. */
export type Action =
  | { readonly _tag: "None" }
  | { readonly _tag: "Quit" }
  | { readonly _tag: "Suspend" }
  | { readonly _tag: "Signal"; readonly how: Signal; readonly pid: number }

type Step = readonly [view: View, action: Action]

const none: Action = { _tag: "None" }
const stay = (view: View): Step => [view, none]

/** What is typed may be corrected; text that was pasted has no control characters. */
const typed = (text: string, { character, name }: Key): string => {
  if (name === "backspace") return [...text].slice(0, -1).join("")
  return /^[^\p{Cc}]+$/u.test(character) ? text + character : text
}

const mostPid = 2_147_483_647

const confirming = (view: View, how: Signal, text: string): View => {
  const pid = Number(text)
  return Number.isSafeInteger(pid) && pid >= 1 && pid <= mostPid
    ? { ...view, prompt: { _tag: "Confirm", how, pid } }
    : { ...view, prompt: undefined, told: text === "" ? "" : `"${text}" is no process ID` }
}

const prompted = (view: View, prompt: Prompt, key: Key): Step => {
  const closed = { ...view, prompt: undefined }
  if (key.name === "escape") return stay(prompt._tag === "Filter" ? { ...closed, filter: "" } : closed)
  if (prompt._tag === "Confirm") {
    return key.character === "y"
      ? [closed, { _tag: "Signal", how: prompt.how, pid: prompt.pid }]
      : stay({ ...closed, told: "nothing was done" })
  }
  if (key.name === "return" || key.name === "enter") {
    return stay(prompt._tag === "Filter" ? closed : confirming(view, prompt.how, prompt.text))
  }
  const text = typed(prompt.text, key)
  return stay(
    prompt._tag === "Filter"
      ? { ...view, filter: text, scroll: 0, prompt: { ...prompt, text } }
      : { ...view, prompt: { ...prompt, text: text.replaceAll(/\D/g, "") } }
  )
}

const scrolled = (view: View, lines: number): Step =>
  stay({ ...view, scroll: Math.max(0, view.scroll + lines) })

/** Far enough for any statement that is shown. */
const mostSideways = 1_000
const step = 10

const moved = (view: View, columns: number): Step =>
  stay({ ...view, sideways: Math.min(mostSideways, Math.max(0, view.sideways + columns)) })

const nextOrder = (order: Order): Order => orders[(orders.indexOf(order) + 1) % orders.length] ?? "age"

const page = 10

const commands: Readonly<Record<string, (view: View) => Step>> = {
  q: (view) => [view, { _tag: "Quit" }],
  s: (view) => stay({ ...view, order: nextOrder(view.order) }),
  p: (view) => stay({ ...view, paused: !view.paused }),
  space: (view) => stay({ ...view, paused: !view.paused }),
  "/": (view) => stay({ ...view, prompt: { _tag: "Filter", text: view.filter } }),
  c: (view) => stay({ ...view, prompt: { _tag: "Pid", how: "cancel", text: "" } }),
  t: (view) => stay({ ...view, prompt: { _tag: "Pid", how: "terminate", text: "" } }),
  escape: (view) => stay({ ...view, filter: "", told: "" }),
  down: (view) => scrolled(view, 1),
  j: (view) => scrolled(view, 1),
  up: (view) => scrolled(view, -1),
  k: (view) => scrolled(view, -1),
  pagedown: (view) => scrolled(view, page),
  pageup: (view) => scrolled(view, -page),
  home: (view) => stay({ ...view, scroll: 0, sideways: 0 }),
  right: (view) => moved(view, step),
  l: (view) => moved(view, step),
  left: (view) => moved(view, -step),
  h: (view) => moved(view, -step),
  "0": (view) => stay({ ...view, sideways: 0 }),
  "?": (view) => stay({ ...view, help: true })
}

const withControl: Readonly<Record<string, Action>> = {
  c: { _tag: "Quit" },
  d: { _tag: "Quit" },
  z: { _tag: "Suspend" }
}

/** What becomes of the view when a key is pressed, and what is to be done. */
export const press = (view: View, key: Key): Step => {
  if (key.ctrl) return [view, withControl[key.name] ?? none]
  if (view.help) {
    const closed = { ...view, help: false }
    return key.name === "q" ? [closed, { _tag: "Quit" }] : stay(closed)
  }
  const told = { ...view, told: "" }
  if (view.prompt !== undefined) return prompted(told, view.prompt, key)
  const command = commands[key.name] ?? commands[key.character]
  return command === undefined ? stay(view) : command(told)
}
