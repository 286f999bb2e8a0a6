// Prints, as JSON, the URLs of the modules that an import of the package named in the arguments loads.
import { registerHooks } from "node:module"

const urls: Array<string> = []
registerHooks({
  load: (url, context, next) => {
    urls.push(url)
    return next(url, context)
  }
})
await import(process.argv[2] ?? "aquifer")
process.stdout.write(JSON.stringify(urls))
