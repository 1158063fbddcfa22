#!/usr/bin/env node
// `npm run screenshots`: the pictures in README and docs, taken by the browser tests, so that they show what is there.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { dataDir, root } from "./lib/paths.mjs"

/** What README and docs show, of the pictures that the tests take (`look` in integration-tests/browser/pages.ts). */
const SHOWN = ["customer-credit", "loyalty-overview", "credit-overview", "storefront-checkout"]

const taken = path.join(dataDir, "screenshots")
const kept = path.join(root, "media")

fs.rmSync(taken, { recursive: true, force: true })
const env = { ...process.env, SCREENSHOTS: taken }
const { status } = spawnSync(process.execPath, [path.join(root, "scripts/test.mjs"), "browser"], {
  env,
  stdio: "inherit",
})
if (status !== 0) {
  console.error("the pictures stay as they were, as not all tests passed")
  process.exit(1)
}
fs.mkdirSync(kept, { recursive: true })
for (const name of SHOWN) {
  for (const theme of ["light", "dark"]) {
    fs.copyFileSync(path.join(taken, `${name}-${theme}-wide.png`), path.join(kept, `${name}-${theme}.png`))
  }
}
console.log(`${SHOWN.length * 2} pictures in ${path.relative(process.cwd(), kept)}`)
