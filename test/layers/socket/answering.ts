import { Effect } from "effect"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, makeSockets } from "../../support/sessions.ts"

/** Sockets to a server that answers every statement with these bytes. */
export const answering = Effect.fnUntraced(function* (...answer: ReadonlyArray<Buffer>) {
  const server = yield* scriptedServer({ onSync: (connection) => connection.send(...answer) })
  const endpoint = endpointAt(server.port)
  return { endpoint, server, ...(yield* makeSockets(endpoint)) }
})
