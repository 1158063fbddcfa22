import fs from "node:fs"

/** Resident memory of a process (MiB), as Linux tells it. */
export function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kib) / 1024
}

/** @returns the most that the process has had while `work` ran, looked at ten times a second */
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
