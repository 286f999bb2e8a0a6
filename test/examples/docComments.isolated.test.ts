import { spawnSync } from "node:child_process"
import { globSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { examplesOf, folderInside, root } from "../support/docExamples.ts"

describe("The examples in doc comments", () => {
  it.effect("are compiled as they stand", () =>
    Effect.gen(function* () {
      const folder = yield* folderInside
      const files = globSync("**/*.ts", { cwd: join(root, "src") })
      const examples = files.flatMap((file) => examplesOf(file).map((code) => ({ code, file })))
      expect(examples.map(({ file }) => file)).toEqual(
        expect.arrayContaining([
          "layers/transaction/PgTransaction.ts",
          "services/repository/commit/GroupCommit.ts",
          "services/repository/operation/Operation.ts",
          "services/repository/transaction/Transaction.ts"
        ])
      )
      for (const [index, { code, file }] of examples.entries()) {
        writeFileSync(join(folder, `${index}-${file.replaceAll("/", "-")}`), code)
      }
      const options = { rootDir: root, noUnusedLocals: false } // an example declares what its reader is to use
      const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: ["*.ts"] }
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
      const compiler = join(root, "node_modules/typescript/bin/tsc")
      const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" })
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" })
    }).pipe(Effect.scoped)
  )
})
