import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as ServerFile from "../../../../src/layers/local/process/ServerFile.ts"
import { unprivilegedUser } from "../../../../src/layers/local/process/ServerUser.ts"
import { openFolder } from "../../../support/openFolder.ts"

/** How it was refused. */
const code = (promise: () => Promise<unknown>) =>
  Effect.promise(() =>
    promise().then(
      () => "done",
      (error: NodeJS.ErrnoException) => error.code
    )
  )

describe("ServerFile", () => {
  it.effect("is written for its owner alone, who is the server's user when we are root", () =>
    Effect.gen(function* () {
      const path = join(yield* openFolder, "file")
      const user = yield* unprivilegedUser
      yield* Effect.promise(() => ServerFile.write(path, "text", user))
      const { mode, uid } = statSync(path)
      expect([mode & 0o777, uid]).toEqual([0o600, user?.uid ?? process.getuid?.()])
      expect(yield* Effect.promise(() => ServerFile.read(path))).toBe("text")
    }).pipe(Effect.scoped)
  )

  it.effect("neither writes, gives away nor reads what a link leads to", () =>
    Effect.gen(function* () {
      const folder = yield* openFolder
      const [kept, link, loose] = ["kept", "link", "loose"].map((name) => join(folder, name))
      writeFileSync(kept ?? "", "kept", { mode: 0o600 })
      symlinkSync(kept ?? "", link ?? "")
      symlinkSync(join(folder, "nowhere"), loose ?? "")
      const user = yield* unprivilegedUser
      expect(yield* code(() => ServerFile.write(link ?? "", "text", user))).toBe("EEXIST")
      expect(yield* code(() => ServerFile.write(loose ?? "", "text", user))).toBe("EEXIST")
      expect(yield* code(() => ServerFile.write(kept ?? "", "text", user))).toBe("EEXIST")
      expect(yield* code(() => ServerFile.read(link ?? ""))).toBe("ELOOP")
      expect(yield* code(() => ServerFile.read(folder))).toBe("EINVAL")
      expect([readFileSync(kept ?? "", "utf8"), lstatSync(kept ?? "").uid]).toEqual([
        "kept",
        process.getuid?.()
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("gives no folder away, and lets nobody into one, that a link leads to", () =>
    Effect.gen(function* () {
      const folder = yield* openFolder
      const link = join(folder, "link")
      symlinkSync("/", link)
      const user = (yield* unprivilegedUser) ?? {
        name: "me",
        uid: process.getuid?.() ?? 0,
        gid: process.getgid?.() ?? 0
      }
      expect(yield* code(() => ServerFile.giveFolder(link, user))).toMatch(/ELOOP|ENOTDIR/)
      expect(yield* code(() => ServerFile.letEnter(link, user))).toMatch(/ELOOP|ENOTDIR/)
    }).pipe(Effect.scoped)
  )
})
