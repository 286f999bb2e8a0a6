import { readFile } from "node:fs/promises"
import { childrenOf } from "./ServerMemory.ts"

/** The time on a processor that the kernel has counted for a process of one thread, in milliseconds; 0 once it is gone. */
const timeOf = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/schedstat`, "utf8").catch(() => "0")
  return Number.parseInt(text) / 1e6
}

/** Milliseconds of CPU that Postgres' processes that run now, and some others, have used since their start. */
export const millis = async (postgres: number, ...others: ReadonlyArray<number>): Promise<number> => {
  const times = await Promise.all([postgres, ...(await childrenOf(postgres)), ...others].map(timeOf))
  return times.reduce((sum, time) => sum + time, 0)
}
