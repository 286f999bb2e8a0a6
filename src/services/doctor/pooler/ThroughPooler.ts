import { Effect } from "effect"
import { type Check, orUnchecked } from "../deployment/Deployment.ts"
import { found } from "../deployment/Finding.ts"
import { address } from "../settings/Endpoints.ts"
import * as PoolMode from "./PoolMode.ts"
import * as PreparedThroughPooler from "./PreparedThroughPooler.ts"
import { rules as state } from "./SessionStateLost.ts"

/** What breaks when the direct URL leads through a pooler that gives server connections to others in between. */
export const check: Check = {
  name: "direct endpoint: LISTEN and prepared statements arrive",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    if (!direct.pooler) return []
    const { mode } = yield* PoolMode.probe(direct)
    if (mode === "session") return []
    const where = `DATABASE_URL (${address(direct.url)}) leads through a pooler in ${mode} mode`
    const listens = found(state["listen-on-pooled"], `${where}, and DirectPg listens there`)
    if (mode === "statement" || (yield* orUnchecked(PreparedThroughPooler.tracked(direct)))) return [listens]
    return [
      listens,
      found(
        PreparedThroughPooler.rules["prepared-statements-untracked"],
        `${where} that passes statements' names on as they are, and DirectPg names its statements`
      )
    ]
  })
}
