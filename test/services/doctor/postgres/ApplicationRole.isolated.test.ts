import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connection, diagnose, healthyDatabase } from "../../../support/deployment.ts"
import { urlOf } from "../../../support/program.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const all = `DO $$ DECLARE granted text; BEGIN
  FOR granted IN SELECT format('GRANT %s ON %s TO ROLE_', a.privilege_type, c.oid::regclass)
    FROM pg_class AS c, aclexplode(c.relacl) AS a WHERE a.grantee = 'aquifer_app'::regrole
    UNION ALL SELECT format('GRANT EXECUTE ON FUNCTION %s TO ROLE_', p.oid::regprocedure)
    FROM pg_proc AS p, aclexplode(p.proacl) AS a WHERE a.grantee = 'aquifer_app'::regrole
  LOOP EXECUTE granted; END LOOP; END $$`

/** What was granted to a role, and what is said of it; nothing where it may all that aquifer_app may. */
const standings: ReadonlyArray<
  readonly [what: string, granted: string, said: readonly [severity: string, evidence: string] | undefined]
> = [
  ["nothing at all", "SELECT 1", ["error", "has none of the privileges"]],
  ["aquifer_app", "GRANT aquifer_app TO ROLE_", undefined],
  [
    "aquifer_app, not inherited",
    "GRANT aquifer_app TO ROLE_ WITH INHERIT FALSE",
    ["error", "does not inherit"]
  ],
  [
    "aquifer_app, as NOINHERIT",
    "ALTER ROLE ROLE_ NOINHERIT; GRANT aquifer_app TO ROLE_",
    ["error", "does not inherit"]
  ],
  [
    "a member of aquifer_app",
    "CREATE ROLE ROLE__; GRANT aquifer_app TO ROLE__; GRANT ROLE__ TO ROLE_",
    undefined
  ],
  [
    "a single privilege",
    "GRANT SELECT ON aquifer_changes TO ROLE_",
    ["error", "SELECT on public.aquifer_changes"]
  ],
  ["every single privilege", all, ["error", "row security shows it no row"]],
  ["every single privilege, and to pass row security by", `ALTER ROLE ROLE_ BYPASSRLS; ${all}`, undefined],
  [
    "a single privilege, with a policy of its own",
    "GRANT SELECT ON aquifer_changes TO ROLE_; CREATE POLICY reader ON aquifer_changes FOR SELECT TO ROLE_ USING (true)",
    ["warning", "it lacks"]
  ]
]

layer(healthyDatabase, { excludeTestServices: true })("Doctor on the application's role", (it) => {
  it.effect.each(standings)("judges by what the server says that it may: %s", ([, granted, said]) =>
    Effect.gen(function* () {
      const { admin, name } = yield* SuiteDatabase
      const query = yield* connection(admin)
      const role = `app_${name}`
      yield* Effect.acquireRelease(query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`), () =>
        Effect.orDie(query(`DROP OWNED BY ${role}; DROP ROLE ${role}; DROP ROLE IF EXISTS ${role}_`))
      )
      yield* query(granted.replaceAll("ROLE_", role))
      const login = new URL(urlOf(admin))
      login.username = role
      login.password = "secret"
      login.search = "?pgbouncer=true"
      const variables = { DATABASE_URL: urlOf(admin), DATABASE_POOL_URL: login.href }
      const { checked, seen } = yield* diagnose(variables)
      expect(checked).toContain("security: the application's role")
      const finding = seen.get("application-role-not-granted")
      expect(finding?.severity).toBe(said?.[0])
      expect(finding?.evidence ?? "").toContain(said?.[1] ?? "")
      if (finding?.severity !== "error") return
      for (const statement of finding.sql ?? []) yield* query(statement)
      expect((yield* diagnose(variables)).names).not.toContain("application-role-not-granted")
    })
  )

  it.effect("says that a role may not use the schema", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const query = yield* connection(admin)
      yield* Effect.acquireRelease(query("REVOKE USAGE ON SCHEMA public FROM PUBLIC"), () =>
        Effect.orDie(query("GRANT USAGE ON SCHEMA public TO PUBLIC"))
      )
      const { seen } = yield* diagnose({
        DATABASE_URL: urlOf(admin),
        DATABASE_POOL_URL: `${urlOf(app("direct"))}?pgbouncer=true`
      })
      expect(seen.get("application-role-not-granted")?.sql).toEqual([
        `GRANT USAGE ON SCHEMA public TO ${app("direct").username};`
      ])
    })
  )
})
