import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { PgConnection } from "@effect/sql-pg"
import { describe, expect, it, layer } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Result } from "effect"
import { EmbeddedPg, type EmbeddedPgOptions } from "../../../src/layers/local/EmbeddedPg.ts"
import * as ServerProcess from "../../../src/layers/local/process/ServerProcess.ts"
import { unprivilegedUser } from "../../../src/layers/local/process/ServerUser.ts"
import { newCluster } from "../../support/newCluster.ts"
import { openFolder } from "../../support/openFolder.ts"
import { appearing, ended, gone, heldBy, isRunning, startHost, uidOf } from "../../support/processes.ts"
import { connect, simpleQuery } from "../../support/simpleQuery.ts"
import { takenPort } from "../../support/takenPort.ts"

/** Until the test's scope closes. */
const start = (options: EmbeddedPgOptions = {}) =>
  Effect.map(Layer.build(EmbeddedPg.layerWith(options)), (context) => Context.get(context, EmbeddedPg))

/** Started, used and stopped. */
const using = <A, E, R>(
  options: EmbeddedPgOptions,
  use: (server: EmbeddedPg["Service"]) => Effect.Effect<A, E, R>
) => Effect.scoped(Effect.flatMap(start(options), use))

const refusal = (options: EmbeddedPgOptions) => Effect.flip(Effect.scoped(start(options)))

layer(EmbeddedPg.layer)("EmbeddedPg", (it) => {
  it.effect("is a Postgres 18, in UTF-8 and sorted by code point", () =>
    Effect.gen(function* () {
      const server = yield* EmbeddedPg
      const [row] = yield* simpleQuery(
        server.url(),
        `SELECT version(), pg_encoding_to_char(encoding) AS encoding, datlocale AS locale
         FROM pg_database WHERE datname = current_database()`
      )
      expect(row?.["version"]).toMatch(/^PostgreSQL 18\./)
      expect(row?.["version"]).toContain(`PostgreSQL ${server.version} `)
      expect(row).toMatchObject({ encoding: "UTF8", locale: "C.UTF-8" })
    })
  )

  it.effect(
    "listens on the loopback address alone, and counts connections as Supabase's free plan does",
    () =>
      Effect.gen(function* () {
        const server = yield* EmbeddedPg
        const rows = yield* simpleQuery(
          server.url(),
          `SELECT name, setting FROM pg_settings WHERE name IN
         ('listen_addresses', 'unix_socket_directories', 'max_connections', 'fsync') ORDER BY name`
        )
        expect(rows).toEqual([
          { name: "fsync", setting: "off" },
          { name: "listen_addresses", setting: "127.0.0.1" },
          { name: "max_connections", setting: "60" },
          { name: "unix_socket_directories", setting: "" }
        ])
      })
  )

  it.effect("refuses a wrong password", () =>
    Effect.gen(function* () {
      const server = yield* EmbeddedPg
      const url = server.url("postgres", "postgres", Redacted.make("wrong"))
      expect(yield* Effect.flip(simpleQuery(url, "SELECT 1"))).toMatchObject({
        message: 'password authentication failed for user "postgres"'
      })
    })
  )

  it.effect("gives the URL of any database and role, whatever characters they have", () =>
    Effect.gen(function* () {
      const server = yield* EmbeddedPg
      const [name, password] = ["a b/c?d#e%f@g:h", "p@ss/w:rd%?"]
      yield* simpleQuery(server.url(), `CREATE ROLE "${name}" LOGIN PASSWORD '${password}'`)
      yield* simpleQuery(server.url(), `CREATE DATABASE "${name}"`)
      const connection = yield* PgConnection.make({ url: server.url(name, name, Redacted.make(password)) })
      const { rows } = yield* connection.query(
        "SELECT current_user AS role, current_database() AS database",
        []
      )
      expect(rows).toEqual([{ role: name, database: name }])
    })
  )

  it.effect("gives its user the data alone, so that nothing is written where that user may put a link", () =>
    Effect.gen(function* () {
      const { directory } = yield* EmbeddedPg
      const user = yield* unprivilegedUser
      expect(statSync(directory).uid).toBe(process.getuid?.())
      expect(statSync(directory).mode & 0o027).toBe(0)
      expect(statSync(join(directory, "data")).uid).toBe(user?.uid ?? process.getuid?.())
    })
  )

  it.effect("does not run as root", () =>
    Effect.gen(function* () {
      const { pid } = yield* EmbeddedPg
      expect(isRunning(pid)).toBe(true)
      expect(uidOf(pid)).not.toBe(0)
    })
  )
})

describe("EmbeddedPg's lifetime", () => {
  it.effect("ends with its scope, and its folder does", () =>
    Effect.gen(function* () {
      const server = yield* using({}, (server) => Effect.as(simpleQuery(server.url(), "SELECT 1"), server))
      expect(isRunning(server.pid)).toBe(false)
      expect(existsSync(server.directory)).toBe(false)
    })
  )

  it.effect("ends with its scope though clients are connected, some in a transaction", () =>
    Effect.gen(function* () {
      const pid = yield* using({ directory: yield* newCluster }, (server) =>
        Effect.gen(function* () {
          // Closed after the server is, since it belongs to the scope outside.
          const query = yield* connect(server.url())
          yield* query("BEGIN")
          return server.pid
        })
      )
      expect(isRunning(pid)).toBe(false)
    })
  )

  it.live("leaves neither a process nor a folder when this process is killed", () =>
    Effect.gen(function* () {
      const host = yield* startHost("postgres")
      const { folder, pid } = yield* heldBy(host)
      expect([isRunning(pid), existsSync(join(folder, "data"))]).toEqual([true, true])
      host.kill("SIGKILL")
      yield* ended(pid)
      yield* gone(folder)
    })
  )
})

describe("EmbeddedPg's lasting directory", () => {
  it.effect("keeps the data and the password from one run to the next", () =>
    Effect.gen(function* () {
      const directory = join(yield* openFolder, "postgres")
      const first = yield* using({ directory }, (server) =>
        Effect.as(simpleQuery(server.url(), "CREATE TABLE kept AS SELECT 42 AS answer"), server)
      )
      const { rows, second } = yield* using({ directory }, (second) =>
        Effect.map(simpleQuery(second.url(), "SELECT answer FROM kept"), (rows) => ({ rows, second }))
      )
      expect(rows).toEqual([{ answer: 42 }])
      expect(Redacted.value(second.password)).toBe(Redacted.value(first.password))
      expect(readdirSync(directory).toSorted()).toEqual(["data", "password"])
      expect(statSync(join(directory, "password")).mode & 0o777).toBe(0o600)
    })
  )

  it.effect("is durable unless told otherwise", () =>
    Effect.gen(function* () {
      const directory = yield* newCluster
      const fsync = (durable?: boolean) =>
        using({ directory, durable }, (server) => simpleQuery(server.url(), "SHOW fsync"))
      expect(yield* fsync()).toEqual([{ fsync: "on" }])
      expect(yield* fsync(false)).toEqual([{ fsync: "off" }])
    })
  )

  it.effect("is refused while a server runs on it, with that server's pid", () =>
    Effect.gen(function* () {
      const directory = yield* newCluster
      const { pid } = yield* start({ directory, durable: false })
      const error = yield* refusal({ directory })
      expect(error.message).toContain(`is in use by a Postgres that runs as process ${pid}`)
      expect(isRunning(pid)).toBe(true)
    })
  )

  it.live(
    "can be used right after the process that used it was killed, even if it was about to make it",
    () =>
      Effect.gen(function* () {
        const directory = join(yield* openFolder, "postgres")
        mkdirSync(directory)
        const begun = yield* Effect.forkChild(appearing(directory, "new-"), { startImmediately: true })
        const host = yield* startHost("postgres", directory)
        yield* Fiber.join(begun)
        host.kill("SIGKILL")
        const rows = yield* using({ directory, durable: false }, (server) =>
          simpleQuery(server.url(), "SELECT 1 AS one")
        )
        expect(rows).toEqual([{ one: 1 }])
        yield* ServerProcess.until(
          Effect.sync(() => readdirSync(directory).every((name) => !name.startsWith("new-")))
        )
      })
  )

  it.live("can be used right after the process that used it was killed", () =>
    Effect.gen(function* () {
      const directory = yield* newCluster
      const host = yield* startHost("postgres", directory)
      const { pid } = yield* heldBy(host)
      host.kill("SIGKILL")
      yield* ended(pid)
      const rows = yield* using({ directory }, (server) => simpleQuery(server.url(), "SELECT 1 AS one"))
      expect(rows).toEqual([{ one: 1 }])
    })
  )

  it.effect("can be used after a crash, though another process has the crashed server's pid now", () =>
    Effect.gen(function* () {
      const directory = yield* newCluster
      // Postgres takes a process of its own user for the server that left the file.
      const stranger = yield* ServerProcess.start({
        server: "postgres",
        title: "A stranger",
        command: "/bin/sh",
        args: ["-c", "echo ready; exec sleep 1000"],
        user: yield* unprivilegedUser,
        ready: { line: (line) => line === "ready" }
      })
      const lockFile = `${stranger.pid}\n${directory}/data\n0\n5432\n\n\n\nready\n`
      writeFileSync(join(directory, "data", "postmaster.pid"), lockFile)
      const rows = yield* using({ directory }, (server) => simpleQuery(server.url(), "SELECT 1 AS one"))
      expect(rows).toEqual([{ one: 1 }])
    })
  )

  it.effect("is refused when another major version made it", () =>
    Effect.gen(function* () {
      const directory = join(yield* openFolder, "postgres")
      mkdirSync(join(directory, "data"), { recursive: true })
      writeFileSync(join(directory, "data", "PG_VERSION"), "17\n")
      const { message } = yield* refusal({ directory })
      expect(message).toMatch(
        /was made by Postgres 17, and this is Postgres 18\.\d+; choose another directory/
      )
    })
  )

  it.effect("is refused when its password is missing", () =>
    Effect.gen(function* () {
      const directory = yield* newCluster
      rmSync(join(directory, "password"))
      expect((yield* refusal({ directory })).message).toContain("has a cluster but not its password")
    })
  )

  it.effect("is refused when its password is a link, and what that leads to is not told", () =>
    Effect.gen(function* () {
      const folder = yield* openFolder
      const directory = join(folder, "postgres")
      mkdirSync(join(directory, "data"), { recursive: true })
      writeFileSync(join(directory, "data", "PG_VERSION"), "18\n")
      writeFileSync(join(folder, "secret"), "hunter2")
      symlinkSync(join(folder, "secret"), join(directory, "password"))
      const { message } = yield* refusal({ directory })
      expect(message).toMatch(/password cannot be read.*ELOOP/)
      expect(message).not.toContain("hunter2")
    })
  )

  it.effect("is refused to root where the user that Postgres runs as cannot get in", () =>
    Effect.gen(function* () {
      const home = yield* openFolder
      chmodSync(home, 0o700)
      const user = yield* unprivilegedUser
      const started = yield* Effect.result(
        using({ directory: join(home, "postgres"), durable: false }, () => Effect.void)
      )
      expect(Result.isFailure(started) ? started.failure.message : undefined).toEqual(
        user &&
          expect.stringMatching(`user ${user.name}, as whom it runs instead, cannot enter ${home}/postgres`)
      )
    })
  )

  it.effect("is refused where it cannot be made", () =>
    Effect.gen(function* () {
      const file = join(yield* openFolder, "file")
      writeFileSync(file, "")
      const { message } = yield* refusal({ directory: join(file, "postgres") })
      expect(message).toMatch(/^The directory .*file\/postgres cannot be made; .* \(ENOTDIR\)$/)
    })
  )
})

describe("EmbeddedPg's options", () => {
  it.effect("names the port when it is taken", () =>
    Effect.gen(function* () {
      const port = yield* takenPort
      const { message } = yield* refusal({ port })
      expect(message).toContain(`Port ${port} of 127.0.0.1 is taken by another program`)
    })
  )

  it.effect("refuses a port that does not exist", () =>
    Effect.gen(function* () {
      expect((yield* refusal({ port: 70_000 })).message).toMatch(/^Port 70000 does not exist/)
    })
  )

  it.effect("takes settings of postgresql.conf", () =>
    Effect.gen(function* () {
      const settings = { max_connections: 12, work_mem: "7MB" }
      const rows = yield* using({ directory: yield* newCluster, settings }, (server) =>
        simpleQuery(
          server.url(),
          "SELECT current_setting('max_connections') AS n, current_setting('work_mem') AS m"
        )
      )
      expect(rows).toEqual([{ n: "12", m: "7MB" }])
    })
  )

  it.effect("refuses settings that would open the server to others", () =>
    Effect.gen(function* () {
      const { message } = yield* refusal({ settings: { listen_addresses: "*" } })
      expect(message).toMatch(/^The setting listen_addresses of the private Postgres is not to be chosen/)
    })
  )

  it.effect("gives Postgres' own words when it refuses a setting", () =>
    Effect.gen(function* () {
      const { message } = yield* refusal({
        directory: yield* newCluster,
        settings: { work_mem: "much" }
      })
      expect(message).toContain('invalid value for parameter "work_mem": "much"')
    })
  )
})
