import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as DoctorReport from "../../../../src/programs/doctor/DoctorReport.ts"
import { connection, diagnose } from "../../../support/deployment.ts"
import { urlOf } from "../../../support/program.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const many = `DO $$ BEGIN
  FOR i IN 1..30 LOOP
    EXECUTE format('CREATE TABLE "Open %s" (id int)', i);
    EXECUTE format('GRANT SELECT ON "Open %s" TO pg_monitor, pg_read_all_stats', i);
    EXECUTE format('CREATE FUNCTION "call %s"(int) RETURNS int LANGUAGE sql AS ''SELECT 1''', i);
  END LOOP;
END $$`

const granted = `DO $$ BEGIN
  FOR i IN 1..3000 LOOP
    EXECUTE format('CREATE TABLE own_%s (id int, name text)', i);
  END LOOP;
  GRANT SELECT (name) ON own_7 TO pg_monitor;
  GRANT INSERT ON own_8 TO PUBLIC;
END $$`

layer(SuiteDatabase.layer, { excludeTestServices: true })("Doctor on a schema with much to mend", (it) => {
  it.effect("prints a few statements of many, and one that does what all of them do", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const query = yield* connection(admin)
      yield* query(many)
      const { checked, seen, unchecked } = yield* diagnose({ DATABASE_URL: urlOf(admin) })
      const text = DoctorReport.render(
        DoctorReport.make({ findings: [...seen.values()], checked, unchecked }, 0)
      )
      expect(seen.get("row-security-off")?.sql).toHaveLength(60)
      expect(text).toContain("-- and 57 more statements, which --json prints; all of them at once:\n")
      expect(text.match(/ENABLE ROW LEVEL SECURITY;/g)).toHaveLength(1)
      const mended = ["row-security-off", "function-open-to-outsiders", "function-search-path"]
      for (const name of mended) yield* query(seen.get(name)?.sqlForAll ?? "")
      const policies =
        "SELECT DISTINCT array_to_string(roles, ',') AS roles FROM pg_policies WHERE schemaname = 'public'"
      expect(yield* query(policies)).toEqual([{ roles: "pg_monitor,pg_read_all_stats" }])
      const after = yield* diagnose({ DATABASE_URL: urlOf(admin) })
      expect(after.names).toContain("row-security-not-forced")
      yield* query(after.seen.get("row-security-not-forced")?.sqlForAll ?? "")
      const { names } = yield* diagnose({ DATABASE_URL: urlOf(admin) })
      for (const name of [...mended, "row-security-not-forced"]) expect(names).not.toContain(name)
    })
  )

  it.effect(
    "takes a table without row security for a hole only where somebody is granted something on it",
    () =>
      Effect.gen(function* () {
        const { admin } = yield* SuiteDatabase
        const query = yield* connection(admin)
        for (const statement of ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public", granted])
          yield* query(statement)
        const look = Effect.map(diagnose({ DATABASE_URL: urlOf(admin) }), ({ seen }) =>
          seen.get("row-security-off")
        )
        expect(yield* look).toMatchObject({
          severity: "error",
          evidence: [
            "own_7, own_8",
            "granted to PUBLIC: own_8; the policy is as open, to every role, until you grant to who works there and REVOKE from PUBLIC",
            "own_1, own_10, own_100, own_1000, own_1001 and 2993 more: nobody besides owner and superusers is granted anything"
          ].join("\n"),
          sql: [
            "CREATE POLICY all_rows ON public.own_7 TO pg_monitor USING (true) WITH CHECK (true);",
            "ALTER TABLE public.own_7 ENABLE ROW LEVEL SECURITY;",
            "CREATE POLICY all_rows ON public.own_8 TO PUBLIC USING (true) WITH CHECK (true);",
            "ALTER TABLE public.own_8 ENABLE ROW LEVEL SECURITY;"
          ]
        })
        yield* query("REVOKE SELECT (name) ON own_7 FROM pg_monitor")
        yield* query("REVOKE INSERT ON own_8 FROM PUBLIC")
        const left = yield* look
        expect(left).toMatchObject({ severity: "info", evidence: expect.stringContaining("2995 more") })
        expect(left).not.toHaveProperty("sql")
      })
  )
})
