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
export const isKnown = async (pid: number): Promise<boolean> => (await privately(pid)) > 0

/** KiB that a process has to itself, its page tables included; what it shares is there without it. */
const privately = async (pid: number): Promise<number> =>
  (await numberIn(pid, "smaps_rollup", "Pss_Anon")) + (await numberIn(pid, "status", "VmPTE"))

/** MiB that some processes have to themselves. */
export const mebibytes = async (pids: ReadonlyArray<number>): Promise<number> => {
  const sizes = await Promise.all(pids.map(privately))
  return sizes.reduce((sum, size) => sum + size, 0) / mebibyte
}

/** Postgres' processes. */
export const processes = async (postgres: number): Promise<ReadonlyArray<number>> => [
  postgres,
  ...(await childrenOf(postgres))
]
