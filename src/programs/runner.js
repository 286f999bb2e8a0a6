// A process of `aquifer start --cluster`, which starts it; JavaScript as aquifer.js is.
import * as CompileCache from "./CompileCache.js"

CompileCache.enable()
await import("./runnerMain.ts")
