import { Effect, type Scope } from "effect"
import type { Bench } from "../Bench.ts"
import { aquifer } from "./aquifer.ts"
import { asyncpgPeer } from "./asyncpg.ts"
import { bunPeer } from "./bun.ts"
import type { Peer, Work } from "./Peer.ts"
import { dataloaderPeer, pgPeer, pipelinedPeer } from "./pg.ts"
import { postgresPeer } from "./postgres.ts"
import { resolverPeer, sqlPgPeer } from "./sqlPg.ts"

/** What of a runtime of its own is not on this machine, said once. */
const absent = new Set<string>()

const present = (name: string, peer: Peer | undefined): ReadonlyArray<Peer> => {
  if (peer !== undefined) return [peer]
  if (!absent.has(name)) console.error(`${name} is left out: it is not on this machine`)
  absent.add(name)
  return []
}

/** Aquifer, by its research store or by another contender, and all peers that this machine has: each with a pool of ten. */
export const all = (
  { pooled, pooledUrl }: Pick<Bench, "pooled" | "pooledUrl">,
  contender: typeof aquifer = aquifer
): Effect.Effect<ReadonlyArray<Peer>, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => [
      await contender(pooled),
      pgPeer(pooledUrl),
      dataloaderPeer(pooledUrl),
      await pipelinedPeer(pooledUrl),
      postgresPeer(pooledUrl),
      await sqlPgPeer(pooled),
      await resolverPeer(pooled, 1),
      await resolverPeer(pooled, 32),
      ...present("Bun.sql", bunPeer(pooledUrl)),
      ...present("asyncpg", asyncpgPeer(pooledUrl))
    ]),
    (peers) => Effect.promise(() => Promise.all(peers.map((peer) => peer.close())))
  )

/** One measurement by each of the peers that do this work. */
export const each = <A>(
  peers: ReadonlyArray<Peer>,
  work: Work,
  measure: (peer: Peer) => Promise<A>
): Readonly<Record<string, () => Promise<A>>> =>
  Object.fromEntries(
    peers.filter(({ works }) => works.includes(work)).map((peer) => [peer.name, () => measure(peer)])
  )
