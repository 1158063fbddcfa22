import fs from "node:fs"

/** Resident memory of a process (MiB), as Linux reports it. */
export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kib) / 1024
}

/** @returns the peak of the process's resident memory while `work` ran (MiB), sampled ten times a second */
export async function mostResidentMib(pid: number, work: () => Promise<unknown>): Promise<number> {
  let most = residentMib(pid)
  const timer = setInterval(() => {
    most = Math.max(most, residentMib(pid))
  }, 100)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return Math.max(most, residentMib(pid))
}
