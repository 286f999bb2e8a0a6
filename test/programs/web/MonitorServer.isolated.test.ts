import { once } from "node:events"
import { createConnection } from "node:net"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Fiber, Scope } from "effect"
import * as MonitorServer from "../../../src/programs/web/MonitorServer.ts"
import { step } from "../../support/chromium.ts"
import { freePort } from "../../support/freePort.ts"
import { get, host, overviewOf, serve, withDatabase } from "../../support/monitorPage.ts"

layer(withDatabase, { excludeTestServices: true })("the server of aquifer monitor --web", (it) => {
  it.effect("serves Prometheus alone where only that was asked for", () =>
    Effect.gen(function* () {
      const url = yield* MonitorServer.serveMetrics({ host, port: yield* freePort }).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({})))
      )
      const metrics = yield* get(`${url}metrics`)
      expect([metrics.status, metrics.headers.get("content-type")]).toEqual([
        200,
        "text/plain; version=0.0.4; charset=utf-8"
      ])
      for (const path of ["", "events", "snapshot", "snapshots", "page/monitor.js", "uplot.js"]) {
        expect([path, (yield* get(`${url}${path}`)).status]).toEqual([path, 404])
      }
    })
  )

  it.effect("refuses what is no path, and asks that are none of its own", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      yield* serve("a program", port)
      const asked = (method: string, path: string, name = `${host}:${port}`) =>
        step(
          () =>
            new Promise<string>((resolve) => {
              let answer = ""
              const lines = [`${method} ${path} HTTP/1.1`, `Host: ${name}`, "Connection: close", "", ""]
              const socket = createConnection({ host, port }, () => socket.write(lines.join("\r\n")))
              socket.on("data", (bytes) => (answer += bytes.toString()))
              socket.on("close", () => resolve(answer.split(" ")[1] ?? ""))
            })
        )
      for (const path of ["//", "///", "//evil.example.com/", "/\\", "http://[::", "*"]) {
        expect([path, yield* asked("GET", path)]).toEqual([path, "400"])
      }
      for (const path of ["/%", "/%2e%2e/x", "/metrics/../../etc/passwd", "/__proto__", "/constructor"]) {
        expect([path, yield* asked("GET", path)]).toEqual([path, "404"])
      }
      expect(yield* asked("GET", "/?token=%")).toBe("302")
      expect(yield* asked("OPTIONS", "*")).toBe("405")
      expect(yield* asked("GET", "//", "evil.example.com")).toBe("421")
    })
  )

  it.effect("answers whoever connects first, before it has said that it serves", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const asked = step(() =>
        fetch(`http://${host}:${port}/`).then(
          ({ status }) => status,
          () => undefined
        )
      )
      const answered = yield* Effect.forkChild(
        Effect.repeat(asked, { until: (status) => status !== undefined })
      )
      yield* serve("a program", port)
      expect(yield* Fiber.join(answered)).toBe(200)
    })
  )

  it.effect("leaves nobody connected when it stops, who would ask on and never be answered", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const running = yield* Scope.make()
      yield* serve("a program", port).pipe(Scope.provide(running))
      const spare = yield* Effect.acquireRelease(
        Effect.sync(() => createConnection({ host, port })),
        (socket) => Effect.sync(() => socket.destroy())
      )
      yield* step(() => once(spare, "connect"))
      yield* step(() => fetch(`http://${host}:${port}/`).then((response) => response.text()))
      const ended = once(spare, "close")
      yield* Scope.close(running, Exit.void)
      yield* step(() => ended)
    })
  )

  it.effect("says why it cannot be served, and where instead", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      yield* serve("a program", port)
      const taken = yield* Effect.flip(serve("another", port))
      expect(taken.message).toContain("--port")
      const serveAt = (host: string, env: Record<string, string>) =>
        MonitorServer.serve({ host, port }).pipe(
          Effect.provide(overviewOf("a program")),
          Effect.provide(NodeServices.layer),
          Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(env))),
          Effect.flip
        )
      expect((yield* serveAt("0.0.0.0", {})).message).toContain("MONITOR_TOKEN")
      expect((yield* serveAt("0.0.0.0", { MONITOR_TOKEN: "short" })).message).toContain("16 characters")
    })
  )
})
