// What has to be there before anything else is loaded: a Node that is new enough, and Effect. JavaScript that Node has
// understood since version 14, without an import of what an old one may not have.
const needed = { major: 22, minor: 19 } // as `engines` in package.json has it
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

const inClone = import.meta.url.endsWith("/src/programs/Preflight.js")

/** Ends the process rather than failing: whoever imports this goes on with what is not there. @type {(why: string) => never} */
const refuse = (why) => {
  process.stderr.write(`aquifer: ${why}\n`)
  process.exit(1)
}

if (major < needed.major || (major === needed.major && minor < needed.minor)) {
  // The clone's scripts run on a Node of their own, which npm's `--ignore-scripts` leaves out.
  const remedy = inClone
    ? "npm ci brings one for npm's scripts, and after npm ci --ignore-scripts, npm rebuild node does"
    : "install one from https://nodejs.org"
  refuse(
    `this is Node ${process.versions.node}, and ${needed.major}.${needed.minor} or newer is needed; ${remedy}`
  )
}

/** The version of Effect beside it; none where there is no Effect. */
const versionOfEffect = () => {
  try {
    const file = new URL(import.meta.resolve("effect/package.json"))
    return String(JSON.parse(process.getBuiltinModule("node:fs").readFileSync(file, "utf8")).version)
  } catch {
    return undefined
  }
}

// Installed by npm with it, as a peer; not by every package manager, nor always of the version that is asked for.
const peer = { major: 4, minor: 1 } // as `peerDependencies` in package.json has it
const remedy = inClone ? "run npm ci" : `run npm install effect@${peer.major}.${peer.minor}`
const effect = versionOfEffect()
if (effect === undefined) {
  refuse(
    inClone
      ? `its packages are not installed; ${remedy}`
      : `effect is not installed, which it needs beside it; ${remedy}`
  )
}

const [effectMajor = 0, effectMinor = 0] = effect.split(".").map(Number)
if (effectMajor < peer.major || (effectMajor === peer.major && effectMinor < peer.minor)) {
  refuse(`this is beside effect ${effect}, and ${peer.major}.${peer.minor} is needed; ${remedy}`)
}
