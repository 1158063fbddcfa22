import path from "node:path"
import { until } from "../lib/net.mjs"
import { root } from "../lib/paths.mjs"
import { logOf } from "./host.mjs"
import { tail } from "./steps.mjs"

const folder = path.join(root, "examples/storefront")
const vite = path.join(root, "node_modules/vite/bin/vite.js")
const DEADLINE_MS = 60_000

/** Serves examples/storefront, as its README describes. */
export async function serveStorefront(children, { env, url, port, storefrontUrl, publishableKey }) {
  const log = logOf("storefront")
  const known = { NODE_ENV: "development", VITE_MEDUSA_URL: url, VITE_PUBLISHABLE_KEY: publishableKey }
  const args = [vite, "--port", String(port), "--host", "localhost"]
  const storefront = children.start(args, { cwd: folder, env: { ...env, ...known }, log })
  const dead = storefront.ended.then((code) => {
    throw new Error(`the storefront ended with ${code}. ${log} ends with:\n${tail(log)}`)
  })
  dead.catch(() => {})
  const answers = async () => (await fetch(storefrontUrl).catch(() => undefined))?.ok
  const ready = until(answers, { what: `the storefront on ${storefrontUrl}`, deadlineMs: DEADLINE_MS })
  await Promise.race([ready, dead, children.interrupted])
}
