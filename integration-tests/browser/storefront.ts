import { spawn } from "node:child_process"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { projectDir } from "../helpers/server-process"
import { SLOW_MS } from "./dashboard"

/** The storefront of examples/storefront, as Vite serves it to developers. */
export type Storefront = { url: string; stop: () => Promise<void> }

const vite = path.join(projectDir, "node_modules/vite/bin/vite.js")
const folder = path.join(projectDir, "examples/storefront")

/** @param port a free one; the store has to allow the storefront's origin */
export async function startStorefront(
  port: number,
  store: { url: string },
  publishableKey: string,
): Promise<Storefront> {
  const url = `http://localhost:${port}`
  const env = { ...process.env, NODE_OPTIONS: "", NODE_ENV: undefined }
  const known = { VITE_MEDUSA_URL: store.url, VITE_PUBLISHABLE_KEY: publishableKey }
  const args = [vite, "--port", String(port), "--host", "localhost"]
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...env, ...known },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const end = () => child.kill("SIGKILL")
  process.once("exit", end)
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += String(chunk)
    })
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const deadline = Date.now() + SLOW_MS
  while (!(await fetch(url).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`no storefront:\n${printed}`)
    await sleep(100)
  }
  const stop = async () => {
    child.kill("SIGTERM")
    await ended
    process.off("exit", end)
  }
  return { url, stop }
}
