import { describe, expect, it } from "@effect/vitest"
import { PgUrl, ReplicaPg } from "aquifer"
import { ConfigProvider, Effect, Layer, Result } from "effect"
import * as ReplicaUrl from "../../../src/layers/config/ReplicaUrl.ts"

const read = (text: string) => Result.getOrThrow(ReplicaUrl.endpointOf(text))

const refusal = (text: string) => Result.getOrThrow(Result.flip(ReplicaUrl.endpointOf(text)))

const given = (variables: Readonly<Record<string, string>>) =>
  Layer.build(ReplicaPg.layer).pipe(
    Effect.flip,
    Effect.map(({ message }) => message),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(variables))),
    Effect.scoped
  )

describe("DATABASE_REPLICA_URL", () => {
  it("has several hosts in one URL or several URLs, of which each connection goes to any", () => {
    const hosts = [
      { host: "r1", port: 5432 },
      { host: "r2", port: 6543 }
    ]
    const expected = {
      host: "r1",
      hosts,
      loadBalanceHosts: true,
      targetSessionAttrs: "standby",
      username: "app"
    }
    expect(read("postgresql://app:s@r1,r2:6543/shop")).toMatchObject(expected)
    expect(read("postgresql://app:s@r1/shop postgres://app:s@r2:6543/shop")).toMatchObject(expected)
    expect(read("postgresql://app:s@r1/shop,\npostgresql://app:s@r2:6543/shop")).toMatchObject(expected)
  })

  it("may say that they are tried in their order, and what else will do than a standby", () => {
    const url = "postgresql://app@r1,r2/shop?load_balance_hosts=disable&target_session_attrs=prefer-standby"
    expect(read(url)).toMatchObject({ targetSessionAttrs: "prefer-standby" })
    expect(read(url)?.loadBalanceHosts).toBeUndefined()
    expect(read("")).toBeUndefined()
  })

  it("is refused where it leads to a primary, or its URLs to different databases, without the password", () => {
    expect(refusal("postgresql://app@r1/shop?target_session_attrs=primary")).toMatch(
      /no replica is; take it out/
    )
    const apart = refusal("postgresql://app:secret@r1/shop postgresql://app:other@r2/shop")
    expect(apart).toMatch(/differ in more than their hosts and ports/)
    expect(apart).not.toMatch(/secret|other/)
    expect(refusal("postgresql://app@r1/shop postgresql://app@r2/sales")).toMatch(/differ/)
  })

  it.effect("is named by what its layer fails with, as the variables of its pool are", () =>
    Effect.gen(function* () {
      expect(yield* given({})).toMatch(/DATABASE_REPLICA_URL is not set; give it the URL of a standby/)
      const url = { DATABASE_REPLICA_URL: "postgresql://app@127.0.0.1/shop" }
      expect(yield* given({ ...url, POOL_SIZE_REPLICA: "no" })).toMatch(
        /POOL_SIZE_REPLICA is no whole number/
      )
      expect(yield* given({ ...url, POOL_SIZE_REPLICA: "1", POOL_MIN_REPLICA: "2" })).toMatch(
        /POOL_MIN_REPLICA \(2\) is over POOL_SIZE_REPLICA \(1\)/
      )
      const endpoint = Result.getOrThrow(
        PgUrl.fromString("postgresql://app@r1/shop?target_session_attrs=read-write")
      )
      const error = yield* Effect.scoped(Effect.flip(Layer.build(ReplicaPg.layerWith({ endpoint }))))
      expect(error.message).toMatch(/the endpoint of the replicas asks for target_session_attrs=read-write/)
    })
  )
})
