import { Effect } from "effect"
import type { Fate, FaultProxy } from "../../support/FaultProxy.ts"
import { aWhile, type Fault, Missed, type Scene } from "./Fault.ts"

/** Decides the fate of chunks with a text in them, so many times; then everything passes again. */
const upon = (
  proxy: FaultProxy,
  text: string,
  times: number,
  fate: (chunk: Buffer) => Fate
): Effect.Effect<void, Missed> =>
  Effect.callback<void>((resume) => {
    let left = times
    proxy.decide = (chunk) => {
      if (left === 0 || !chunk.includes(text)) return "pass"
      if (--left === 0) resume(Effect.void)
      return fate(chunk)
    }
    return Effect.sync(() => (proxy.decide = () => "pass"))
  }).pipe(
    Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () => Effect.fail(new Missed({ message: `nothing with ${text} was sent` }))
    }),
    Effect.ensuring(Effect.sync(() => (proxy.decide = () => "pass")))
  )

/** Decides the fate of so many COMMITs that come by. */
export const atCommits = ({ rig }: Scene, times: number, fate: () => Fate) =>
  upon(rig.pooledProxy, "COMMIT", times, fate)

/** Something about a proxy is so for a while. */
const whileSet = (set: (yes: boolean) => void, during: Effect.Effect<void>) =>
  Effect.sync(() => set(true)).pipe(Effect.andThen(during), Effect.ensuring(Effect.sync(() => set(false))))

/** Nobody listens for a while, and who was connected is not any more. */
const closedDoor = ({ rig: { pooledProxy } }: Scene, millis: number) =>
  whileSet((yes) => {
    pooledProxy.refuse = yes
    if (yes) pooledProxy.hangUp()
  }, Effect.sleep(millis))

/** What has an answer coming loses it, and who repeats it finds the door closed. */
const lostAndClosed = (scene: Scene, text: string, times: number, millis: number) => {
  const { pooledProxy } = scene.rig
  let left = times
  const closing = () => {
    if (--left === 0) pooledProxy.refuse = true
    return "cut answer" as const
  }
  return upon(pooledProxy, text, times, closing).pipe(
    Effect.andThen(Effect.sleep("20 millis")),
    Effect.andThen(closedDoor(scene, millis))
  )
}

export const networkFaults: ReadonlyArray<Fault> = [
  {
    name: "the network is slow",
    rows: "21",
    inject: ({ rig }) =>
      whileSet((yes) => {
        const delay = yes ? () => 30 + 60 * Math.random() : () => 0
        for (const proxy of [rig.pooledProxy, rig.directProxy]) proxy.delay = delay
      }, Effect.sleep("1500 millis"))
  },
  {
    name: "the network swallows everything",
    rows: "22",
    inject: (scene) => whileSet((yes) => (scene.rig.pooledProxy.blackhole = yes), Effect.sleep("1500 millis"))
  },
  {
    name: "open connections are forgotten",
    rows: "22",
    inject: (scene) => Effect.andThen(Effect.sync(scene.rig.pooledProxy.forget), aWhile(scene))
  },
  {
    name: "the connection is cut before COMMIT arrives",
    rows: "rig",
    inject: (scene) => atCommits(scene, 10, () => "cut")
  },
  {
    name: "the answer to COMMIT is lost",
    rows: "24",
    inject: (scene) => atCommits(scene, 10, () => "cut answer")
  },
  {
    name: "the answer to COMMIT never comes",
    rows: "24",
    inject: (scene) => atCommits(scene, 3, () => "swallow answer")
  },
  {
    name: "the answer to a write is lost",
    rows: "24",
    inject: (scene) =>
      Effect.andThen(
        upon(scene.rig.pooledProxy, "INSERT INTO faults_ledger", 5, () => "cut answer"),
        Effect.andThen(
          upon(scene.rig.pooledProxy, "research_cache_write(", 5, () => "cut answer"),
          upon(scene.rig.pooledProxy, "research_store(", 5, () => "cut answer")
        )
      )
  },
  {
    name: "the connection is reset between rows",
    rows: "25",
    inject: (scene) => upon(scene.rig.pooledProxy, "generate_series", 5, () => "reset in answer")
  },
  {
    name: "nobody listens",
    rows: "27",
    inject: (scene) => closedDoor(scene, 2_000)
  },
  {
    name: "the answer to a write is lost, and then nobody listens",
    rows: "24 27",
    inject: (scene) => lostAndClosed(scene, "research_cache_write(", 1, 1_000)
  },
  {
    name: "the answer to COMMIT is lost, and then nobody listens",
    rows: "24 27",
    inject: (scene) => lostAndClosed(scene, "COMMIT", 6, 6_000)
  },
  {
    name: "the listener's connection is forgotten",
    rows: "10",
    inject: (scene) => Effect.andThen(Effect.sync(scene.rig.directProxy.forget), aWhile(scene))
  }
]
