import { readdir } from "node:fs/promises"
import { join } from "node:path"

/**
 * How a program out of an unpacked package is run: by its own loader, with its own libraries, then one's own arguments.
 * A package of another release brings its libc, which this machine's programs cannot use.
 */
export const withOwnLibraries = async (root: string, program: string): Promise<ReadonlyArray<string>> => {
  const folders = new Set<string>()
  let loader: string | undefined
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && /^ld(?:64|-linux.*)?\.so\.\d+$/.test(entry.name))
      loader = join(entry.parentPath, entry.name)
    if (/^lib.*\.so\.\d/.test(entry.name)) folders.add(entry.parentPath)
  }
  if (loader === undefined) throw new Error(`${root} has no loader of shared libraries`)
  return [loader, "--library-path", [...folders].join(":"), program]
}
