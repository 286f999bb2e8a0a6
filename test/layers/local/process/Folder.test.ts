import { chmodSync, existsSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as ErrorCode from "../../../../src/layers/failure/ErrorCode.ts"
import * as Folder from "../../../../src/layers/local/process/Folder.ts"
import { openFolder } from "../../../support/openFolder.ts"

/** What became of making a folder: the code of what went wrong, or that it is there. */
const made = (folder: string) =>
  Effect.promise(() =>
    Folder.make(folder).then(
      () => statSync(folder).isDirectory(),
      (cause: unknown) => ErrorCode.of(cause)
    )
  )

describe("Folder.make", () => {
  it.effect("makes those above it too, and takes one that is there", () =>
    Effect.gen(function* () {
      const folder = join(yield* openFolder, "some", "where", "deep")
      expect([yield* made(folder), yield* made(folder), yield* made("/")]).toEqual([true, true, true])
    }).pipe(Effect.scoped)
  )

  it.effect("takes a link to a folder, and no other file", () =>
    Effect.gen(function* () {
      const above = yield* openFolder
      writeFileSync(join(above, "file"), "")
      symlinkSync(above, join(above, "link"))
      symlinkSync(join(above, "nowhere"), join(above, "loose"))
      expect(yield* made(join(above, "link"))).toBe(true)
      expect(yield* made(join(above, "file"))).toBe("EEXIST")
      expect(yield* made(join(above, "loose"))).toBe("EEXIST")
      expect(yield* made(join(above, "file", "below"))).toBe("ENOTDIR")
      expect(yield* made("")).toBe("ENOENT")
    }).pipe(Effect.scoped)
  )

  it.effect("ends where nothing can be made, as below /proc, and leaves nothing", () =>
    Effect.gen(function* () {
      const locked = yield* openFolder
      chmodSync(locked, 0o500)
      // A system without /proc refuses a folder at its root; only root may make one in what is locked.
      expect(["EPERM", "EROFS", "EACCES"]).toContain(yield* made("/proc/x/y"))
      expect(existsSync("/proc/x")).toBe(false)
      if (process.getuid?.() !== 0) expect(yield* made(join(locked, "x", "y"))).toBe("EACCES")
    }).pipe(Effect.scoped)
  )
})
