import fs from "node:fs"
import path from "node:path"
import { until } from "./net.mjs"

function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

function ownerOf(lock) {
  try {
    return Number(fs.readFileSync(lock, "utf8"))
  } catch (error) {
    if (error.code === "ENOENT") return undefined
    throw error
  }
}

// A link creates the lock with its owner's id in it in one step, so a killed process never leaves a lock without an owner.
function tryLock(lock) {
  const note = `${lock}.${process.pid}`
  fs.writeFileSync(note, String(process.pid))
  try {
    fs.linkSync(note, lock)
    return true
  } catch (error) {
    if (error.code !== "EEXIST") throw error
  } finally {
    fs.rmSync(note)
  }
  const owner = ownerOf(lock)
  if (owner && !alive(owner)) fs.rmSync(lock, { force: true })
  return false
}

/** Runs `work` while no other process of this machine runs work on the same folder. Waits up to `deadlineMs` for the other one. */
export async function exclusively(dir, work, { deadlineMs = 60_000 } = {}) {
  const lock = path.join(dir, "lock")
  await until(async () => tryLock(lock), { what: `${lock}, which another process holds`, deadlineMs })
  try {
    return await work()
  } finally {
    fs.rmSync(lock, { force: true })
  }
}

/** Notes that this process uses the server of the folder. */
export function takeLease(dir) {
  const leases = path.join(dir, "leases")
  fs.mkdirSync(leases, { recursive: true })
  fs.writeFileSync(path.join(leases, String(process.pid)), "")
}

/** Drops this process's note. @returns {boolean} whether no other process uses the server */
export function dropLease(dir) {
  const leases = path.join(dir, "leases")
  fs.rmSync(path.join(leases, String(process.pid)), { force: true })
  const gone = fs.readdirSync(leases).filter((pid) => !alive(Number(pid)))
  for (const pid of gone) fs.rmSync(path.join(leases, pid), { force: true })
  return fs.readdirSync(leases).length === 0
}
