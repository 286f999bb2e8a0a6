import * as Workload from "../Workload.ts"
import { hashed } from "./hashed.ts"
import type { Client, Peer } from "./Peer.ts"

const few = hashed(Workload.documents(5))

/** The work of a peer, done by one client. */
export const ofClient = (client: Client): Peer => {
  const payload = (index: number) => JSON.stringify(Workload.payload(index))
  return {
    name: client.name,
    close: client.close,
    lookups: (callers, total) => {
      const next = Workload.random(callers)
      return Workload.callers(callers, total, () =>
        client.lookup(Workload.keyword(Math.floor(next() * Workload.keywordCount)))
      )
    },
    inserts: (callers, total, round) =>
      Workload.callers(callers, total, (index) =>
        client.insert(`${client.name} ${round} ${index}`, payload(index))
      ),
    mixed: (callers, total, round) =>
      Workload.callers(callers, total, (index) =>
        index % 10 === 9
          ? client.store(`${client.name} mixed ${round} ${index}`, payload(index), few)
          : client.lookup(Workload.keyword(index))
      )
  }
}
