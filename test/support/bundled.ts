import { readFileSync } from "node:fs"
import { build } from "esbuild"
import { root } from "./docExamples.ts"

const { dependencies, peerDependencies } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"))

export interface Bundle {
  readonly code: Uint8Array
  /** Bytes of each module of `src` that has any in it. */
  readonly modules: ReadonlyMap<string, number>
}

/** A program as one minified ESM file, without the packages that this one depends on. */
export const bundled = async (contents: string): Promise<Bundle> => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    conditions: ["aquifer-source"],
    external: Object.keys({ ...dependencies, ...peerDependencies }),
    logLevel: "silent"
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  const modules = new Map(
    inputs.flatMap(([path, { bytesInOutput }]) =>
      path.startsWith("src/") && bytesInOutput > 0 ? [[path.slice(4), bytesInOutput] as const] : []
    )
  )
  return { code: outputFiles[0]?.contents ?? new Uint8Array(), modules }
}
