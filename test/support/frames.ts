/** A message of Postgres' protocol. */
export const frame = (type: string, ...parts: ReadonlyArray<Buffer>): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(5)
  head.write(type, 0, "latin1")
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

const short = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)

export const authentication = (method: number, rest = Buffer.alloc(0)): Buffer =>
  frame("R", int(method), rest)
export const scram = authentication(10, Buffer.concat([text("SCRAM-SHA-256"), Buffer.alloc(1)]))
export const processId = (pid: number): Buffer => frame("K", int(pid), int(4711))
export const ready = frame("Z", Buffer.from("I"))
export const login = (pid: number): Buffer => Buffer.concat([authentication(0), processId(pid), ready])

/** Postgres gives the fields S, V, C and M; poolers leave out V. */
export const error = (fields: Readonly<Record<string, string>>): Buffer =>
  frame(
    "E",
    ...Object.entries(fields).map(([key, value]) => Buffer.from(`${key}${value}\0`)),
    Buffer.alloc(1)
  )

/** What the client sends is a query of one text column; this is its answer up to the rows. */
export const rowsFollow = Buffer.concat([
  frame("1"),
  frame("2"),
  frame("T", short(1), text("text"), int(0), short(0), int(25), short(-1), int(-1), short(1))
])
export const row = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return frame("D", short(1), int(bytes.length), bytes)
}
export const complete = Buffer.concat([frame("C", text("SELECT 1")), ready])

export const terminated = error({
  S: "FATAL",
  V: "FATAL",
  C: "57P01",
  M: "terminating connection due to administrator command"
})
/** What PgBouncer makes of a server connection that went away. */
export const crashed = error({ S: "FATAL", C: "08P01", M: "server conn crashed?" })
