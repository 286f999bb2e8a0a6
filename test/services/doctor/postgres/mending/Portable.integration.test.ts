import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect, Layer } from "effect"
import { portable } from "../../../../../src/services/doctor/postgres/mending/Portable.ts"
import { SuiteDatabase } from "../../../../support/SuiteDatabase.ts"

const direct = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

const run = <A extends object>(statement: string) =>
  Effect.flatMap(DirectPg, ({ sql }) => sql.unsafe<A>(statement))

/** As the doctor finds them where all of their roles are, one of whom owns the table. */
const printed = [
  'CREATE POLICY all_rows ON public."50% off" FOR SELECT TO nobody_here, "There ""too""", aquifer_app USING ((SELECT current_user NOT IN (\'anon\')));',
  'CREATE POLICY all_rows_insert ON public."50% off" FOR INSERT TO nobody_here WITH CHECK (true);',
  'ALTER TABLE public."50% off" ENABLE ROW LEVEL SECURITY;',
  'GRANT SELECT ON public."50% off" TO nobody_here, "There ""too""", pg_monitor;',
  'REVOKE ALL ON public."50% off" FROM PUBLIC, anon;'
]

const forced = [
  'CREATE POLICY owners ON public."50% off" TO nobody_here USING (true) WITH CHECK (true);',
  'ALTER TABLE public."50% off" FORCE ROW LEVEL SECURITY;'
]

layer(direct)("What the doctor prints runs where some of its roles are not", (it) => {
  it.effect("and does for those that are there what it does for all", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(run('CREATE ROLE "There ""too"""'), () =>
        Effect.orDie(Effect.andThen(run('DROP OWNED BY "There ""too"""'), run('DROP ROLE "There ""too"""')))
      )
      yield* run(
        "DO $$ BEGIN IF to_regrole('aquifer_app') IS NULL THEN CREATE ROLE aquifer_app NOLOGIN; END IF; END $$"
      )
      yield* run('CREATE TABLE "50% off" (id int)')
      yield* run('GRANT SELECT ON "50% off" TO PUBLIC')
      for (const statement of [...portable(printed), ...portable(forced)]) yield* run(statement)
      expect(
        yield* run(
          `SELECT polname AS name, array_to_json(polroles::regrole[]) AS roles FROM pg_policy ORDER BY 1`
        )
      ).toEqual([
        { name: "all_rows", roles: ['"There ""too"""', "aquifer_app"] },
        { name: "owners", roles: [expect.stringMatching(/^(?:postgres|"?\w+"?)$/)] }
      ])
      expect(
        yield* run(`SELECT relforcerowsecurity AS forced, relacl::text LIKE '%pg_monitor=r%' AS granted,
          relacl::text LIKE '%too%=r%' AS "there", relacl::text LIKE '%,=r%' AS open FROM pg_class WHERE relname = '50% off'`)
      ).toEqual([{ forced: true, granted: true, there: true, open: false }])
    }).pipe(Effect.scoped)
  )
})
