import { expect, layer } from "@effect/vitest"
import { DirectPg, PgUrl } from "aquifer"
import { Context, Effect, Layer, Redacted, Result } from "effect"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

layer(SuiteDatabase.layer, { excludeTestServices: true })("A URL's parameters", (it) => {
  /** The suite's database, by a URL with these parameters. */
  const opened = Effect.fnUntraced(function* (parameters: string) {
    const { admin } = yield* SuiteDatabase
    const password = admin.password === undefined ? "" : Redacted.value(admin.password)
    const url = `postgresql://${admin.username}:${encodeURIComponent(password)}@${admin.host}:${admin.port}/${admin.database}?${parameters}`
    const endpoint = Result.getOrThrow(PgUrl.fromString(url))
    return Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg)
  })

  it.effect("are settings of the session on the direct endpoint", () =>
    Effect.gen(function* () {
      const { sql } = yield* opened("schema=Tenant%207&statement_timeout=1234&role=pg_monitor")
      const rows = yield* sql`
        SELECT current_setting('search_path') AS path, current_setting('statement_timeout') AS timeout,
          current_user::text AS role`
      expect(rows).toEqual([{ path: '"Tenant 7"', timeout: "1234ms", role: "pg_monitor" }])
    }).pipe(Effect.scoped)
  )

  it.effect("bound how many connections there are", () =>
    Effect.gen(function* () {
      const { stats } = yield* opened("connection_limit=1")
      expect((yield* stats).max).toBe(1)
    }).pipe(Effect.scoped)
  )
})
