import { readdir, readFile } from "node:fs/promises"

const mebibyte = 1_024

/** The number behind a name in one of the kernel's files about a process; 0 once the process is gone. */
const numberIn = async (pid: number, file: string, name: string): Promise<number> => {
  const text = await readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0)
}

/** The processes that a process has started. */
export const childrenOf = async (parent: number): Promise<ReadonlyArray<number>> => {
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0)
  const parents = await Promise.all(pids.map((pid) => numberIn(pid, "status", "PPid")))
  return pids.filter((_, index) => parents[index] === parent)
}

/** Whether this machine tells how much memory a process of another user needs. */
export const isKnown = async (pid: number): Promise<boolean> =>
  (await numberIn(pid, "smaps_rollup", "Pss")) > 0

/** MiB of some processes and all children of Postgres', what they share divided among those that share it. */
export const mebibytes = async (postgres: number, ...others: ReadonlyArray<number>): Promise<number> => {
  const pids = [postgres, ...(await childrenOf(postgres)), ...others]
  const sizes = await Promise.all(pids.map((pid) => numberIn(pid, "smaps_rollup", "Pss")))
  return sizes.reduce((sum, size) => sum + size, 0) / mebibyte
}
