// JavaScript that Node has understood since version 14, without an import of what an old one may not have.
const needed = { major: 22, minor: 19 } // as `engines` in package.json has it
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

/** The clone's scripts run on a Node of their own, which npm's `--ignore-scripts` leaves out. */
const remedy = import.meta.url.endsWith("/src/programs/NodeVersion.js")
  ? "npm ci brings one for npm's scripts, and after npm ci --ignore-scripts, npm rebuild node does"
  : "install one from https://nodejs.org"

// Ends the process rather than failing: whoever imports this goes on with what an old Node does not understand.
if (major < needed.major || (major === needed.major && minor < needed.minor)) {
  process.stderr.write(
    `aquifer: this is Node ${process.versions.node}, and ${needed.major}.${needed.minor} or newer is needed; ${remedy}\n`
  )
  process.exit(1)
}
