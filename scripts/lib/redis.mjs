import { spawn, spawnSync } from "node:child_process"
import os from "node:os"
import { installOnDebian } from "./apt.mjs"
import { accepts, freePort, until } from "./net.mjs"

/** Help for people who have no Redis. */
export const HOW_TO_GET_REDIS = "install redis-server (Debian: apt-get install redis-server), or set REDIS_URL"

const installed = () => spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0

/**
 * Looks for a `redis-server` command. Root on Debian or Ubuntu gets it installed.
 * @returns {boolean} whether the command exists now
 */
export function ensureRedisInstalled() {
  return installed() || (installOnDebian("redis-server") && installed())
}

/**
 * Starts a private Redis that writes nothing to disk and never evicts, as BullMQ requires.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  const port = await freePort()
  const storage = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--dir", os.tmpdir()]
  // Redis has its own process group, so that Ctrl-C on the terminal does not end it before the processes that need it.
  const child = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", ...storage], {
    stdio: "ignore",
    detached: true,
  })
  const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve))
  const ready = async () => {
    if (child.exitCode !== null) throw new Error(`redis-server stopped at once with code ${child.exitCode}`)
    return accepts(port)
  }
  await until(ready, { what: "Redis to start" })
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill("SIGTERM")
      await ended
    },
  }
}
