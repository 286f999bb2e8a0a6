import { always } from "../body/Branch.ts"
import * as Template from "../sql/Template.ts"
import { type Judged, judged } from "./Judgement.ts"
import { PsqlRun, type Skipped, type Steps } from "./PsqlRun.ts"

export interface Checked {
  readonly statements: ReadonlyArray<Judged>
  readonly skipped: ReadonlyArray<Skipped>
  /** The files that it has included, each time that it did. */
  readonly included: ReadonlyArray<string>
}

export interface Options {
  /** What the script is called, to know when it includes itself. */
  readonly file?: string
  /** Whether the script is sent as one transaction, as psql does with the option of that name. */
  readonly singleTransaction?: boolean
}

/** Judges `text`, which stands for `source` character by character; `missed` is how much was not understood. */
function* run(source: string, text: string, options: Options): Steps<Checked & { readonly missed: number }> {
  const run = new PsqlRun(options.singleTransaction === true)
  const trail = options.file === undefined ? [] : [options.file]
  yield* run.script({ source, text, trail, file: undefined, around: always })
  const missed = run.reads.reduce((sum, { isRead, statement }) => sum + (isRead ? 0 : statement.length), 0)
  return { statements: run.reads.map(judged), skipped: run.skipped, included: run.included, missed }
}

/**
 * Judges a script statement by statement as psql would send them, each in the state that those before it leave, and
 * begins outside a transaction. What a later ROLLBACK, DROP, DEALLOCATE, CLOSE or UNLISTEN of the same transaction takes
 * back is safe. What the grammar does not take changes nothing for the rest; where it is the tags of a template that it does
 * not take, they are placeholders. {@link Grammar.load} comes first.
 *
 * It goes on as it is asked to, says which character it has come to, and asks for the files that the script includes
 * with `\i` and `\ir`: they are parts of its session.
 */
export function* steps(source: string, options: Options = {}): Steps<Checked> {
  const plain = yield* run(source, source, options)
  const rendered = plain.missed === 0 ? source : Template.render(source)
  const filled = rendered === source ? plain : yield* run(source, rendered, options)
  const { included, skipped, statements } = filled.missed < plain.missed ? filled : plain
  return { statements, skipped, included }
}

/** The same at once, of a script that includes no other. */
export const check = (source: string, options: Options = {}): Checked => {
  const script = steps(source, options)
  for (;;) {
    const step = script.next()
    if (step.done === true) return step.value
  }
}
