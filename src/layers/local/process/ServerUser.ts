import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { Effect } from "effect"

/** A user of this machine that a server runs as. */
export interface ServerUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The user called `name` in the text of /etc/passwd. */
export const fromPasswd = (text: string, name: string): ServerUser | undefined => {
  const fields = text
    .split("\n")
    .map((line) => line.split(":"))
    .find(([user]) => user === name)
  if (fields === undefined) return undefined
  const [uid, gid] = [Number(fields[2]), Number(fields[3])]
  return Number.isInteger(uid) && Number.isInteger(gid) ? { name, uid, gid } : undefined
}

/** The user called `name` on this machine. */
export const findUser = (name: string): Effect.Effect<ServerUser | undefined> =>
  Effect.map(
    Effect.promise(() => readFile("/etc/passwd", "utf8").catch(() => "")),
    (text) => fromPasswd(text, name)
  )

/**
 * The user to run a server as: our own (`undefined`), unless that is root, as which Postgres and PgBouncer refuse to run.
 *
 * For root it is the user `postgres` where there is one, else `nobody`; no user is ever created.
 */
export const unprivilegedUser: Effect.Effect<ServerUser | undefined> = Effect.gen(function* () {
  if (process.getuid?.() !== 0) return undefined
  return (
    (yield* findUser("postgres")) ?? (yield* findUser("nobody")) ?? { name: "nobody", uid: 65534, gid: 65534 }
  )
})

/**
 * Whether `user` may enter (a folder) or run (a program) `path`, and read it, or write in it, besides.
 *
 * The system is asked, as that user, so every ancestor's mode and access list counts. Always true for ourselves, when
 * `user` is undefined: what fails then fails with its own message.
 */
export const canReach = (
  user: ServerUser | undefined,
  path: string,
  access: "read" | "write" = "read"
): Effect.Effect<boolean> =>
  user === undefined
    ? Effect.succeed(true)
    : Effect.callback<boolean>((resume) => {
        const test = `[ -x "$1" ] && [ ${access === "write" ? "-w" : "-r"} "$1" ]`
        const { gid, uid } = user
        execFile("/bin/sh", ["-c", test, "sh", path], { cwd: "/", env: {}, gid, uid }, (error) =>
          resume(Effect.succeed(error === null))
        )
      })
