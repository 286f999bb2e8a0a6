import { Effect } from "effect"
import { type Check, look } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"

/** Who the application's traffic comes as. */
export const rules = family({
  "application-role-too-strong": {
    severity: "warning",
    reason:
      "A role that is superuser, passes row security by or owns the tables can do what no bug should be able to.",
    remedy:
      "Let the application log in as a role of its own that is only granted aquifer_app, and migrate as another."
  }
})

const strength = `SELECT r.rolsuper AS superuser, r.rolbypassrls AS bypass,
    EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p')
      AND relowner = r.oid) AS owner
  FROM pg_roles AS r WHERE r.rolname = current_user`

/** What the role may do that the application's traffic comes as. */
export const check: Check = {
  name: "security: the application's role",
  run: Effect.fnUntraced(function* (deployment) {
    const pooled = yield* deployment.pooled
    const [role] = yield* look(pooled, (rows) =>
      rows<{ superuser: boolean; bypass: boolean; owner: boolean }>(strength)
    )
    const powers = [
      ...(role?.superuser === true ? ["is superuser"] : []),
      ...(role?.bypass === true ? ["passes row security by (BYPASSRLS)"] : []),
      ...(role?.owner === true ? ["owns tables"] : [])
    ]
    if (powers.length === 0) return []
    const sql = ["CREATE ROLE app LOGIN PASSWORD '…';", "GRANT aquifer_app TO app;"]
    return [found(rules["application-role-too-strong"], `${pooled.facts.role} ${powers.join(", ")}`, { sql })]
  })
}
