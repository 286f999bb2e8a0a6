// Prints, as JSON, the URLs of the modules that imports of what the arguments name load.
import { registerHooks } from "node:module"

const urls: Array<string> = []
registerHooks({
  load: (url, context, next) => {
    urls.push(url)
    return next(url, context)
  }
})
for (const path of process.argv.slice(2)) await import(path)
process.stdout.write(JSON.stringify(urls))
