// Runs the module of the first argument, with those after the second, in a Node that says it is the second's version.
const [module = "", node = ""] = process.argv.slice(2)
Object.defineProperty(process, "versions", { value: { ...process.versions, node } })
process.argv.splice(1, 3, module)
await import(module)
