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
})
