import { readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { rooms } from "../.rooms.ts"

const source = fileURLToPath(new URL("../src", import.meta.url))

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).map((path) =>
  path.replaceAll("\\", "/")
)

/** The modules of each folder below `src`. */
const modules = Map.groupBy(
  files.filter((path) => path.endsWith(".ts") && path.includes("/")),
  (path) => posix.dirname(path)
)

/** A room whose rooms can reach it again, if there is one. */
const circle = (): string | undefined => {
  const done = new Set<string>()
  const open = new Set<string>()
  const visit = (room: string): string | undefined => {
    if (open.has(room)) return room
    if (done.has(room)) return undefined
    open.add(room)
    const found = rooms[room]?.uses.map(visit).find((each) => each !== undefined)
    open.delete(room)
    done.add(room)
    return found
  }
  return Object.keys(rooms)
    .map(visit)
    .find((each) => each !== undefined)
}

describe("The table of rooms", () => {
  it("has each folder with modules, and only those", () => {
    expect(Object.keys(rooms).toSorted()).toEqual([...modules.keys()].toSorted())
  })

  it("names no room that is none, and runs one way", () => {
    const unknown = Object.values(rooms).flatMap(({ uses }) => uses.filter((used) => !(used in rooms)))
    expect(unknown).toEqual([])
    expect(circle()).toBeUndefined()
  })

  it("holds for imports that are made when something is asked for, which the lint does not see", () => {
    for (const [room, paths] of modules) {
      const allowed = [room, ...(rooms[room]?.uses ?? [])]
      for (const path of paths) {
        const text = readFileSync(posix.join(source, path), "utf8")
        for (const [, specifier = ""] of text.matchAll(/\bimport\(\s*"(\.[^"]+)"/g)) {
          expect(allowed, `${path} imports ${specifier}`).toContain(
            posix.dirname(posix.join(posix.dirname(path), specifier))
          )
        }
      }
    }
  })

  it("has no room of more than 16 files, and a floor for each file", () => {
    const crowded = [
      ...Map.groupBy(
        files.filter((path) => /\.\w+$/.test(path) && !path.endsWith(".md")),
        (path) => posix.dirname(path)
      )
    ]
      .map(([room, { length }]) => `${room} ${length}`)
      .filter((each) => Number(each.split(" ")[1]) > 16)
    expect(crowded).toEqual([])
    expect(modules.get("layers")?.length).toBeLessThanOrEqual(6)
    expect(modules.get("services") ?? []).toEqual([])
  })
})
