// Prints where Node keeps compiled code once CompileCache was asked to let it.
import { getCompileCacheDir } from "node:module"
import * as CompileCache from "../../src/programs/CompileCache.js"

CompileCache.enable()
process.stdout.write(getCompileCacheDir() ?? "nowhere")
