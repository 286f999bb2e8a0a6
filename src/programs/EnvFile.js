import { exit, loadEnvFile, stderr } from "node:process"

/**
 * Reads `.env` in the working folder as `node --env-file` does: what the environment has already is left alone.
 *
 * One that is there and cannot be read ends the program, rather than letting it work on another database.
 */
export const load = () => {
  try {
    loadEnvFile(".env")
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ENOENT") return
    stderr.write(
      `aquifer: .env cannot be read (${code}); make it a file that this user may read, or remove it\n`
    )
    exit(2)
  }
}
