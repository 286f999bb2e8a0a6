import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Context, Effect, Layer, Redacted } from "effect"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const passwords = [
  "ﬁve\u00a0½ Ⅸ",
  "e\u0301te\u0301",
  "\u0627\u06281\u2168",
  "\u{1f469}\u200d\u{1f4bb}\u00a0x",
  "\u2764\ufe0f"
]

layer(SuiteDatabase.layer, { excludeTestServices: true })("A password that is not ASCII", (it) => {
  for (const password of passwords) {
    it.effect(`is taken by Postgres as psql sends it: ${JSON.stringify(password)}`, () =>
      Effect.gen(function* () {
        const { admin, name } = yield* SuiteDatabase
        const role = `${name}_${passwords.indexOf(password)}`
        const { sql } = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg)
        yield* Effect.acquireRelease(sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`), () =>
          Effect.orDie(sql.unsafe(`DROP ROLE ${role}`))
        )
        const endpoint = { ...admin, username: role, password: Redacted.make(password) }
        const own = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint })), DirectPg)
        expect(yield* own.sql`SELECT current_user::text AS role`).toEqual([{ role }])
      }).pipe(Effect.scoped)
    )
  }
})
