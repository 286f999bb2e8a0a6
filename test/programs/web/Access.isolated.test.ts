import { expect, layer } from "@effect/vitest"
import { Effect, Tracer } from "effect"
import { step } from "../../support/chromium.ts"
import { freePort } from "../../support/freePort.ts"
import { get, serve, withDatabase } from "../../support/monitorPage.ts"

layer(withDatabase, { excludeTestServices: true })("whoever looks at aquifer monitor --web", (it) => {
  it.effect("is refused under another name, without its token, and for anything but reading", () =>
    Effect.gen(function* () {
      const token = "a-token-of-some-length"
      const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token })
      const status = (path: string, headers?: Record<string, string>) =>
        Effect.map(get(new URL(path, url).href, headers), ({ status }) => status)
      const unknown = yield* get(url)
      expect([unknown.status, unknown.headers.get("www-authenticate")]).toEqual([
        401,
        'Bearer realm="aquifer"'
      ])
      expect(yield* status("/snapshot", { authorization: "Bearer wrong" })).toBe(401)
      expect(yield* status("/snapshot", { authorization: `Bearer ${token}` })).toBe(200)
      const first = yield* get(`${url}?token=${token}`)
      expect([first.status, first.headers.get("location")]).toEqual([302, "/"])
      const cookie = first.headers.get("set-cookie") ?? ""
      expect(cookie).toMatch(/HttpOnly/i)
      expect(cookie).toMatch(/SameSite=Strict/i)
      expect(yield* status("/", { cookie: cookie.split(";")[0] ?? "" })).toBe(200)
      const posted = yield* step(() =>
        fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } })
      )
      expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"])
    })
  )

  it.effect("goes on knowing a browser that opens another monitor of this machine", () =>
    Effect.gen(function* () {
      const tokens = ["a-token-of-some-length", "another-token-of-some-length"]
      const urls: Array<string> = []
      const jar = new Map<string, string>() // as a browser has it, which sends a host's cookies to all its ports
      for (const token of tokens) {
        const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token })
        const cookie = (yield* get(`${url}?token=${token}`)).headers.get("set-cookie") ?? ""
        const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? []
        jar.set(name, value)
        urls.push(url)
      }
      const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join("; ")
      for (const url of urls) expect((yield* get(url, { cookie })).status).toBe(200)
    })
  )

  it.effect("keeps its token out of spans, however it is shown, and out of what it answers", () =>
    Effect.gen(function* () {
      const token = "a-token-of-some-length"
      const spans: Array<Tracer.NativeSpan> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          spans.push(span)
          return span
        }
      })
      const url = yield* serve("a program", yield* freePort, { MONITOR_TOKEN: token }).pipe(
        Effect.provideService(Tracer.Tracer, tracer)
      )
      const shown = [
        yield* get(`${url}?token=${token}`),
        yield* get(`${url}snapshot?token=${token}&x=1`),
        yield* get(url, { authorization: `Bearer ${token}` }),
        yield* get(url, { cookie: `aquifer_token_${new URL(url).port}=${token}` })
      ]
      const [, ...pages] = shown
      for (const page of pages) expect(yield* step(() => page.text())).not.toContain(token)
      expect(spans.length).toBeGreaterThanOrEqual(4)
      const told = spans.map(({ attributes, events, name }) =>
        JSON.stringify([name, [...attributes], events], (_, value) =>
          typeof value === "bigint" ? String(value) : value
        )
      )
      expect(told.join("\n")).toContain("url.path")
      expect(told.join("\n")).not.toContain(token)
    })
  )
})
