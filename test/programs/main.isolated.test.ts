import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { aquifer } from "../support/program.ts"
import { temporaryFolder } from "../support/temporaryFolder.ts"

const source = new URL("../../src/", import.meta.url).href
const trace = new URL("../support/traceProgram.ts", import.meta.url).href

interface Trace {
  readonly urls: ReadonlyArray<string>
  readonly peakMebibytes: number
}

const distinct = (names: ReadonlyArray<string>) => [...new Set(names)].toSorted()

/** Runs `aquifer ARGS`, and says what that loaded: of ours by room, of others by package. */
const traced = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const { status, stderr } = yield* aquifer(args, { NODE_OPTIONS: `--import=${trace}` })
  const { peakMebibytes, urls }: Trace = JSON.parse(stderr.trim().split("\n").at(-1) ?? "")
  const ours = urls.filter((url) => url.startsWith(source)).map((url) => url.slice(source.length))
  return {
    status,
    peakMebibytes,
    rooms: distinct(ours.map((path) => path.replace(/\/[^/]+$/, ""))),
    handlers: ours.filter((path) => path.endsWith("Handler.ts")),
    packages: distinct(
      urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? [])
    ),
    indexes: urls.filter((url) =>
      /\/node_modules\/(@effect\/platform-node-shared|effect)\/dist\/index\.js$/.test(url)
    )
  }
})

const inPrograms = (room: string): string => `programs/${room}`

/** The rooms of flags, and what the command line itself is made of. */
const programs = [
  "programs",
  ...["check", "doctor", "explain", "init", "loadTest", "migrate", "page", "report", "size", "start"].map(
    inPrograms
  ),
  ...["terminal", "watch", "web"].map(inPrograms)
]
const platform = ["@effect/platform-node-shared", "effect"]

const script = `-- nine lines
SELECT 1;

DO $$
BEGIN
  PERFORM 1;
  PERFORM set_config('app.tenant', 'x', true);
  PERFORM pg_advisory_xact_lock(1);
END $$;
`

describe("aquifer begins at once", () => {
  it.effect.each(["--help", "--version", "--completions bash", "start --help"])(
    "%s loads no handler, layer, service or driver",
    (line) =>
      Effect.gen(function* () {
        const { handlers, indexes, packages, rooms, status } = yield* traced(...line.split(" "))
        expect(status).toBe(0)
        expect(rooms).toEqual(programs)
        expect(handlers).toEqual([])
        expect(packages).toEqual(platform)
        expect(indexes).toEqual([])
      })
  )

  it.effect("explain loads what is known of failures, and nothing that connects", () =>
    Effect.gen(function* () {
      const { handlers, indexes, packages, rooms, status } = yield* traced("explain", "query_wait_timeout")
      expect(status).toBe(0)
      expect(rooms).toEqual([
        "layers/failure",
        "layers/failure/known",
        "layers/failure/known/clients",
        "layers/failure/known/clients/compiled",
        "layers/failure/known/clients/exceptions",
        "layers/failure/known/clients/scripted",
        "layers/failure/known/languages",
        "layers/failure/known/languages/english",
        "layers/failure/known/poolers",
        "layers/failure/known/providers",
        "layers/failure/known/tools",
        "layers/failure/reading",
        "layers/failure/reading/text",
        "layers/failure/reading/wording",
        ...programs
      ])
      expect(handlers).toEqual(["programs/explain/explainHandler.ts"])
      expect(packages).toEqual(platform)
      expect(indexes).toEqual([])
    })
  )

  it.effect("check loads the guard and the grammar, and stays small", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "small.sql": script })
      const trace = yield* traced("check", `${folder}/small.sql`)
      expect(trace.status).toBe(0)
      expect(trace.rooms).toEqual([
        "layers/failure/reading/text", // Credentials, which imports nothing
        "layers/guard",
        "layers/guard/body",
        "layers/guard/evaluation",
        "layers/guard/rules",
        "layers/guard/script",
        "layers/guard/sql",
        ...programs
      ])
      expect(trace.handlers).toEqual(["programs/check/checkHandler.ts"])
      expect(trace.packages).toEqual([...platform, "@pgsql/types", "libpg-query"].toSorted())
      expect(trace.indexes).toEqual([])
      expect(trace.peakMebibytes).toBeLessThan(256) // the optimizing compiler takes 500 for the grammar
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
