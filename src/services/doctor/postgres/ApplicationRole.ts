import { Effect } from "effect"
import { type Check, look } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"

/** Who the application's traffic comes as. */
export const rules = family({
  "application-role-not-granted": {
    severity: "error",
    reason:
      "The role may do nothing with Aquifer's tables, so that every query fails with permission denied.",
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
      AND relowner = r.oid) AS owner, quote_ident(r.rolname) AS called,
    (SELECT coalesce(bool_and(NOT has_table_privilege(r.oid, c.oid, a.privilege_type)), false)
      FROM pg_class AS c, aclexplode(c.relacl) AS a
      WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p')
        AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = 'aquifer_app')) AS stranger
  FROM pg_roles AS r WHERE r.rolname = current_user`

interface Role extends Record<string, unknown> {
  readonly superuser: boolean
  readonly bypass: boolean
  readonly owner: boolean
  /** Its name as SQL has it. */
  readonly called: string
  /** Whether it may do nothing of what aquifer_app may do; false where that role or its tables are not there. */
  readonly stranger: boolean
}

/** What the role may do that the application's traffic comes as. */
export const check: Check = {
  name: "security: the application's role",
  run: Effect.fnUntraced(function* (deployment) {
    const pooled = yield* deployment.pooled
    const [role] = yield* look(pooled, (rows) => rows<Role>(strength))
    if (role?.stranger === true) {
      return [
        found(
          rules["application-role-not-granted"],
          `${pooled.facts.role} has none of the privileges that aquifer_app has on its tables`,
          { sql: [`GRANT aquifer_app TO ${role.called};`] }
        )
      ]
    }
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
