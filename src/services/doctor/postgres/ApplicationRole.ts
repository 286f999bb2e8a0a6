import { Effect } from "effect"
import { type Check, look } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"
import * as Granted from "./Granted.ts"

/** Who the application's traffic comes as. */
export const rules = family({
  "application-role-not-granted": {
    severity: "error",
    reason:
      "What the role may not do of what aquifer_app may fails with permission denied, and a table whose policies leave it out shows it no row.",
    remedy: "Grant it aquifer_app, the role that the migrations gave the tables to."
  },
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
      AND relowner = r.oid) AS owner, quote_ident(r.rolname) AS called
  FROM pg_roles AS r WHERE r.rolname = current_user`

interface Role extends Record<string, unknown> {
  readonly superuser: boolean
  readonly bypass: boolean
  readonly owner: boolean
  /** Its name as SQL has it. */
  readonly called: string
}

/** What the role may do that the application's traffic comes as. */
export const check: Check = {
  name: "security: the application's role",
  run: Effect.fnUntraced(function* (deployment) {
    const pooled = yield* deployment.pooled
    const { version } = pooled.facts
    const [role, standing] = yield* look(pooled, (rows) =>
      Effect.gen(function* () {
        const [role] = yield* rows<Role>(strength)
        return [role, yield* Granted.ask(rows)] as const
      })
    )
    if (role === undefined) return []
    const { called } = role
    const lack = Granted.lackOf({ name: pooled.facts.role, called, version }, standing)
    if (lack !== undefined) {
      const { evidence, ...fitted } = lack
      return [found(rules["application-role-not-granted"], evidence, fitted)]
    }
    const powers = [
      ...(role.superuser ? ["is superuser"] : []),
      ...(role.bypass ? ["passes row security by (BYPASSRLS)"] : []),
      ...(role.owner ? ["owns tables"] : [])
    ]
    if (powers.length === 0) return []
    const sql = ["CREATE ROLE app LOGIN PASSWORD '…';", "GRANT aquifer_app TO app;"]
    return [found(rules["application-role-too-strong"], `${pooled.facts.role} ${powers.join(", ")}`, { sql })]
  })
}
