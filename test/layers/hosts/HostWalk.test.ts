import type { LookupAddress } from "node:dns"
import { afterEach, beforeEach, describe, expect, it, vi } from "@effect/vitest"
import type { TargetSessionAttrs } from "../../../src/layers/config/UrlHosts.ts"
import { HostAddresses } from "../../../src/layers/hosts/HostAddresses.ts"
import type { HostRole } from "../../../src/layers/hosts/HostRole.ts"
import { goesOn, HostWalk, NextHost, NoHost } from "../../../src/layers/hosts/HostWalk.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] })
})
afterEach(() => {
  vi.useRealTimers()
})

const route = (where: string, addresses = new HostAddresses()) => ({ where, addresses })
const down = (where: string) => new Error(`${where} is down`)

const walk = (target: TargetSessionAttrs = "any", atRandom = false) => {
  const [a, b, c] = [route("a"), route("b"), route("c")]
  return { a, b, c, hosts: new HostWalk([a, b, c], { target, atRandom }) }
}

const primary = { inRecovery: false, readOnly: false }
const readOnlyPrimary = { inRecovery: false, readOnly: true }
const standby = { inRecovery: true, readOnly: true }

describe("HostWalk", () => {
  it("tries the hosts in their order, and tells of each why it will not do once all have been tried", () => {
    const { a, b, c, hosts } = walk()
    expect(hosts.next()).toBe(a)
    expect(hosts.refused(a, down("a"))).toBeInstanceOf(NextHost)
    expect(hosts.next()).toBe(b)
    expect(hosts.refused(b, down("b"))).toBeInstanceOf(NextHost)
    expect(hosts.next()).toBe(c)
    expect(hosts.refused(c, down("c"))).toMatchObject({
      code: "NO_HOST",
      tried: "a is down; b is down; c is down"
    })
    expect(hosts.next()).toBe(a)
  })

  it("passes one host's own error on where there is no other", () => {
    const only = route("only")
    const error = down("only")
    expect(new HostWalk([only], { target: "any", atRandom: false }).refused(only, error)).toBe(error)
  })

  it("tries a host last that failed in the last ten seconds", () => {
    const { a, b, hosts } = walk()
    hosts.refused(a, down("a"))
    hosts.accepted(b)
    expect(hosts.next()).toBe(b)
    vi.advanceTimersByTime(10_001)
    expect(hosts.next()).toBe(a)
  })

  it("goes first to the one that last took writes, where such a one is asked for", () => {
    const { b, hosts } = walk("read-write")
    hosts.accepted(b)
    expect(hosts.next()).toBe(b)
    hosts.doubt(b)
    expect(hosts.next()).not.toBe(b)
  })

  it("begins anywhere when asked to", () => {
    const { hosts } = walk("any", true)
    const firsts = new Set(Array.from({ length: 200 }, () => hosts.next().where))
    expect([...firsts].toSorted()).toEqual(["a", "b", "c"])
  })

  it.each<[TargetSessionAttrs, good: ReadonlyArray<HostRole>, bad: ReadonlyArray<HostRole>]>([
    ["any", [primary, readOnlyPrimary, standby], []],
    ["read-write", [primary], [readOnlyPrimary, standby]],
    ["read-only", [standby, readOnlyPrimary], [primary]],
    ["primary", [primary, readOnlyPrimary], [standby]],
    ["standby", [standby], [primary, readOnlyPrimary]],
    ["prefer-standby", [standby], [primary, readOnlyPrimary]]
  ])("knows which servers are %s", (target, good, bad) => {
    const { a, hosts } = walk(target)
    for (const role of good) expect(hosts.judge(a, role)).toBeUndefined()
    for (const role of bad) expect(hosts.judge(a, role)?.message).toContain(target)
  })

  it("takes whatever answers when no standby does and one is only preferred", () => {
    const { a, b, c, hosts } = walk("prefer-standby")
    hosts.refused(a, hosts.judge(a, primary) ?? down("a"))
    hosts.refused(b, down("b"))
    expect(hosts.refused(c, down("c"))).toBeInstanceOf(NextHost)
    expect(hosts.judge(a, primary)).toBeUndefined()
    hosts.accepted(a)
    expect(hosts.judge(a, primary)).toBeInstanceOf(NoHost)
    expect(hosts.outgrown(a, primary)).toBeUndefined()
  })

  it("is known by its error, in the driver's as well", () => {
    expect(goesOn(new NextHost("x"))).toBe(true)
    expect(goesOn({ reason: { cause: new NextHost("x") } })).toBe(true)
    expect([undefined, "x", new NoHost("x"), { reason: { cause: down("a") } }].some(goesOn)).toBe(false)
  })
})

describe("HostAddresses", () => {
  const found: Array<LookupAddress> = [
    { address: "2001:db8::1", family: 6 },
    { address: "10.0.0.1", family: 4 }
  ]
  const answer = (addresses: HostAddresses) => {
    let given: unknown
    addresses.lookup("db.example.com", { all: true }, (_, found) => (given = found))
    return given
  }

  it("leads to every address of a name before the name is given up, and to all again in the next round", () => {
    const addresses = new HostAddresses(false, (_, __, done) => done(null, found))
    const [one, two] = [route("one", addresses), route("two")]
    const hosts = new HostWalk([one, two], { target: "read-write", atRandom: false })
    expect(answer(addresses)).toEqual(found)
    expect(hosts.refused(one, down("one"), "2001:db8::1")).toBeInstanceOf(NextHost)
    expect(hosts.next()).toBe(one)
    expect(answer(addresses)).toEqual([found[1]])
    hosts.refused(one, down("one"), "10.0.0.1")
    expect(hosts.next()).toBe(two)
    hosts.accepted(two)
    expect(answer(addresses)).toEqual(found)
  })

  it("are all tried again once the only name of an endpoint has been given up", () => {
    const addresses = new HostAddresses(false, (_, __, done) => done(null, found))
    const only = route("only", addresses)
    const hosts = new HostWalk([only], { target: "read-write", atRandom: false })
    answer(addresses)
    const error = hosts.judge(only, standby) ?? down("only")
    expect(hosts.refused(only, error, "2001:db8::1")).toBeInstanceOf(NextHost)
    expect(hosts.refused(only, error, "10.0.0.1")).toBe(error)
    expect(answer(addresses)).toEqual(found)
  })
})
