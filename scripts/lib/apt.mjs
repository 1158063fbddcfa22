import { spawnSync } from "node:child_process"
import fs from "node:fs"

function isDebian() {
  if (!fs.existsSync("/etc/os-release")) return false
  return /^(ID|ID_LIKE)=.*\b(debian|ubuntu)\b/m.test(fs.readFileSync("/etc/os-release", "utf8"))
}

/**
 * Installs a package with apt-get, if the process is root on Debian or Ubuntu.
 * @param {string} name
 * @returns {boolean} whether apt-get installed it
 */
export function installOnDebian(name) {
  if (process.getuid?.() !== 0 || !isDebian()) return false
  console.log(`${name} is missing: installing it with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  const apt = (...args) => spawnSync("apt-get", ["-qq", ...args], { stdio: "inherit", env }).status === 0
  return apt("update") && apt("install", "-y", "--no-install-recommends", name)
}
