#!/usr/bin/env node
// `npm run demo`: a small shop with the plugin in it, from a fresh clone to a store that one can click through.
//   npm run demo                 store and admin on port 9000, storefront on 8000 (PORT and STOREFRONT_PORT choose others), until Ctrl-C
//   npm run demo -- --no-admin   does not build the admin
// Without DATABASE_URL it starts a PostgreSQL of its own and begins with an empty database every time. With DATABASE_URL
// it goes on with whatever that database holds. Redis is used where REDIS_URL names one.
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
