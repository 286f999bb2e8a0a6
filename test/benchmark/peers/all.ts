import { Effect, type Scope } from "effect"
import type { Bench } from "../Bench.ts"
import { aquifer } from "./aquifer.ts"
import { asyncpgPeer } from "./asyncpg.ts"
import type { Peer } from "./Peer.ts"
import { pgPeer } from "./pg.ts"
import { postgresPeer } from "./postgres.ts"
import { sqlPgPeer } from "./sqlPg.ts"

/** Aquifer and all peers that this machine has, each with a pool of ten through the same PgBouncer. */
export const all = ({ pooled, pooledUrl }: Bench): Effect.Effect<ReadonlyArray<Peer>, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const peers = [aquifer(pooled), pgPeer(pooledUrl), postgresPeer(pooledUrl), await sqlPgPeer(pooled)]
      const python = asyncpgPeer(pooledUrl)
      return python === undefined ? peers : [...peers, python]
    }),
    (peers) => Effect.promise(() => Promise.all(peers.map((peer) => peer.close())))
  )

/** One measurement by each of the peers. */
export const each = (
  peers: ReadonlyArray<Peer>,
  measure: (peer: Peer) => Promise<number>
): Readonly<Record<string, () => Promise<number>>> =>
  Object.fromEntries(peers.map((peer) => [peer.name, () => measure(peer)]))
