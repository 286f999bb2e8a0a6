import { expect, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import type { PgEndpoint } from "../../../src/layers/config/PgUrl.ts"
import * as DriverConfig from "../../../src/layers/socket/DriverConfig.ts"
import { PgSockets } from "../../../src/layers/socket/PgSockets.ts"
import { endpointAt } from "../../support/sessions.ts"

const two = [
  { host: "127.0.0.1", port: 1 },
  { host: "127.0.0.1", port: 2 }
]

const seconds = (changes: Partial<PgEndpoint>, placeWait?: Duration.Duration) =>
  Effect.map(PgSockets.make(endpointAt(1, changes)), (sockets) => {
    const { connectTimeout = 0 } = DriverConfig.of(endpointAt(1, changes), sockets, placeWait)
    return Duration.toSeconds(connectTimeout)
  })

it.effect("A login has the seconds that the URL gives it, or the driver's five", () =>
  Effect.gen(function* () {
    expect(yield* seconds({ connectTimeout: 3 })).toBe(3)
    expect(yield* seconds({})).toBe(5)
  })
)

it.effect("A login has as long to wait for a place besides", () =>
  Effect.gen(function* () {
    expect(yield* seconds({ connectTimeout: 3 }, Duration.seconds(7))).toBe(10)
  })
)

it.effect("Logins at several hosts outlast another's attempt at each of them and one of their own", () =>
  Effect.gen(function* () {
    expect(yield* seconds({ connectTimeout: 3, hosts: two })).toBeGreaterThan(9)
    expect(yield* seconds({ hosts: two }, Duration.seconds(7))).toBeGreaterThan(22)
  })
)
