// Passes on between two ends, later: host, port, milliseconds of a round trip. Says its port, and ends with its input.
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

const [, , host = "", port = "", roundTrip = ""] = process.argv
const millis = Number(roundTrip) / 2

/** What is under way, in the order in which it came, and when each arrives. */
const line: Array<{ readonly due: number; readonly arrive: () => void }> = []

/** Timers know whole milliseconds; a nap between two looks at the sockets is as short as it has to be. */
const napper = new Int32Array(new SharedArrayBuffer(4))
const longestNap = 0.1

const turn = (): void => {
  for (let first = line[0]; first !== undefined && first.due <= performance.now(); first = line[0]) {
    line.shift()
    first.arrive()
  }
  const [next] = line
  if (next === undefined) return
  Atomics.wait(napper, 0, 0, Math.max(0, Math.min(longestNap, next.due - performance.now())))
  setImmediate(turn)
}

const later = (arrive: () => void): void => {
  if (line.push({ due: performance.now() + millis, arrive }) === 1) setImmediate(turn)
}

const pass = (from: Socket, to: Socket): void => {
  from.on("data", (chunk) => later(() => to.destroyed || to.write(chunk)))
  from.on("end", () => later(() => to.end()))
  from.on("error", () => to.destroy())
  from.setNoDelay(true)
}

const server = createServer((client) => {
  const onward = connect(Number(port), host)
  pass(client, onward)
  pass(onward, client)
  client.pause()
  setTimeout(() => client.resume(), 2 * millis)
})
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port)) // an address, as it has a port

process.stdin.resume().on("end", () => process.exit())
