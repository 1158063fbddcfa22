import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { dataDir, pathWithBin, root } from "./paths.mjs"
import { buildPlugin } from "./plugin-build.mjs"

const env = { ...process.env, NO_COLOR: "1", PATH: pathWithBin, MEDUSA_DISABLE_TELEMETRY: "true" }

function capture(command, args) {
  const shell = process.platform === "win32"
  const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8", shell })
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${done.stdout}${done.stderr}`)
  return done.stdout
}

/**
 * Builds the plugin and packs it as npm would publish it.
 * @returns {Promise<string>} path of the tarball in .data/package
 */
export async function buildPackage() {
  const target = path.join(dataDir, "package")
  fs.rmSync(target, { recursive: true, force: true })
  fs.mkdirSync(target, { recursive: true })
  await buildPlugin(() => {
    capture("medusa", ["plugin:build"])
  })
  // The package's scripts would build a second time.
  const [{ filename }] = JSON.parse(
    capture("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", target]),
  )
  return path.join(target, filename)
}
