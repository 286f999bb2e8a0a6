import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import { Effect, type Scope } from "effect"

/** What becomes of the connection on which a text is next sent: it is cut without that, or after the server has answered it. */
export type Cut = "before" | "after"

/** A fault that waits for its text, on whichever connection that comes. */
export interface Trap {
  readonly text: Buffer
  readonly cut: Cut
  sprung: boolean
}

/** A text that arrives as another one, of its length. */
export interface Garbling {
  readonly text: Buffer
  readonly as: Buffer
}

/** The way to a server, which passes everything on but for what its traps and garblings say. */
export interface FaultyLink {
  readonly port: number
  readonly traps: Set<Trap>
  readonly garblings: Set<Garbling>
  /** Cuts the connections that are open. */
  readonly cutAll: () => void
}

/** The trap that a chunk springs; a text may come in two chunks, so the end of the one before is looked at too. */
const spring = (traps: Set<Trap>, bytes: Buffer): Trap | undefined => {
  for (const trap of traps) {
    if (trap.sprung || !bytes.includes(trap.text)) continue
    trap.sprung = true
    return trap
  }
  return undefined
}

const garbled = (garblings: Set<Garbling>, chunk: Buffer): Buffer => {
  for (const { as, text } of garblings) {
    for (let at = chunk.indexOf(text); at >= 0; at = chunk.indexOf(text, at + text.length)) as.copy(chunk, at)
  }
  return chunk
}

const longest = (traps: Set<Trap>): number => Math.max(0, ...[...traps].map(({ text }) => text.length - 1))

const join = (
  { garblings, traps }: Pick<FaultyLink, "garblings" | "traps">,
  client: Socket,
  server: Socket
): void => {
  let isAnswerLost = false
  let end = Buffer.alloc(0)
  const cut = () => {
    client.destroy()
    server.destroy()
  }
  client.on("data", (chunk) => {
    const bytes = Buffer.concat([end, chunk])
    const trap = spring(traps, bytes)
    end = bytes.subarray(Math.max(0, bytes.length - longest(traps)))
    if (trap?.cut === "before") return cut()
    isAnswerLost ||= trap !== undefined
    server.write(garbled(garblings, chunk))
  })
  server.on("data", (chunk) => {
    if (isAnswerLost) return cut()
    client.write(chunk)
  })
  for (const socket of [client, server]) {
    socket.on("error", cut)
    socket.on("close", cut)
  }
}

const open = (upstream: { readonly host: string; readonly port: number }) =>
  Effect.callback<{ readonly link: FaultyLink; readonly close: () => void }>((resume) => {
    const sockets = new Set<Socket>()
    const faults = { traps: new Set<Trap>(), garblings: new Set<Garbling>() }
    const cutAll = () => {
      for (const socket of sockets) socket.destroy()
    }
    const server = createServer((client) => {
      sockets.add(client.once("close", () => sockets.delete(client)))
      join(faults, client.setNoDelay(), connect(upstream.port, upstream.host).setNoDelay())
    })
    const close = () => {
      server.close()
      cutAll()
    }
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo // what a server on a port has
      resume(Effect.succeed({ link: { port, ...faults, cutAll }, close }))
    })
  })

/** Opens a way to a server, on a free port of 127.0.0.1, until the scope closes. */
export const make = (upstream: {
  readonly host: string
  readonly port: number
}): Effect.Effect<FaultyLink, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(open(upstream), ({ close }) => Effect.sync(close)),
    ({ link }) => link
  )
