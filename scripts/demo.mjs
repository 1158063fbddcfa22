#!/usr/bin/env node
// `npm run demo`: starts a small shop with the plugin, from a fresh clone to a running store.
//   npm run demo                  store and admin on port 9000, storefront on 8000 (PORT and STOREFRONT_PORT choose others), until Ctrl-C
//   npm run demo -- --no-admin    does not build the admin
// Without DATABASE_URL it starts its own PostgreSQL and begins with an empty database every time. With DATABASE_URL it uses that
// database and keeps its content. It uses Redis if REDIS_URL is set.
import { ensureInstalled } from "./lib/install.mjs"

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== "--no-admin")
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(" ")} (there is --no-admin)`)
  process.exit(2)
}
ensureInstalled()
const { runDemo } = await import("./demo/run.mjs")

process.exit(await runDemo({ withAdmin: !flags.has("--no-admin") }))
