import { Effect } from "effect"
import { type Check, look } from "../deployment/Deployment.ts"
import * as FunctionSecurity from "./FunctionSecurity.ts"
import * as RowSecurity from "./RowSecurity.ts"
import * as ViewSecurity from "./ViewSecurity.ts"

/** Who may see and do what. */
export const rules = { ...RowSecurity.rules, ...ViewSecurity.rules, ...FunctionSecurity.rules }

/** Tables, views and functions of the schema that is exposed, `public`. */
export const check: Check = {
  name: "security: row security, views and functions open to outsiders, search_path",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    return yield* look(direct, (rows) =>
      Effect.map(
        Effect.all([
          RowSecurity.find(rows),
          ViewSecurity.find(rows),
          FunctionSecurity.find(rows, deployment.schema?.changes ?? [])
        ]),
        (found) => found.flat()
      )
    )
  })
}
