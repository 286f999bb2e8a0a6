import { Identity } from "aquifer"
import { Effect } from "effect"
import { Notes } from "./notes.ts"

/** The payload of a JWT whose signature was verified. */
export interface Payload extends Readonly<Record<string, unknown>> {
  readonly sub: string
}

/** Whoever has signed in, as PostgREST would have it. */
export const asUser = (payload: Payload) => Identity.as({ role: "authenticated", claims: payload })

/** Whoever has not. */
export const asVisitor = Identity.as({ role: "anon" })

/** The program itself, for which no policy holds. */
export const asService = Identity.as({ role: "service_role" })

/** Writes a note, and answers with all that its writer has. */
export const write = (payload: Payload, body: string) =>
  Effect.gen(function* () {
    const notes = yield* Notes
    const { owner } = yield* notes.insert({ body, shown: false })
    return yield* notes.byOwner(owner)
  }).pipe(asUser(payload))
