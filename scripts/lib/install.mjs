// Imports nothing from npm, because it runs before the packages are installed.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { root } from "./paths.mjs"

/** Installs the dependencies of a fresh clone. npm writes the marker file last, so this also repairs an interrupted install. */
export function ensureInstalled() {
  if (fs.existsSync(path.join(root, "node_modules/.package-lock.json"))) return
  console.log("installing dependencies (npm ci), some 30 to 60 seconds")
  const shell = process.platform === "win32"
  const done = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell,
  })
  if (done.status !== 0) throw new Error("npm ci failed: see above")
}
