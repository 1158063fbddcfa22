import { spawnSync } from "node:child_process"
import { installOnDebian } from "./apt.mjs"

/** Help for people who have no Chromium. */
export const HOW_TO_GET_CHROMIUM = "install Chromium (Debian: apt-get install chromium) or Chrome, or set CHROMIUM"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

// Ubuntu's package only installs a stub unless snap runs. Therefore this asks for the version.
const isThere = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0

function which(command) {
  const found = spawnSync("which", [command], { encoding: "utf8" })
  return found.status === 0 ? found.stdout.trim() : undefined
}

const find = () => NAMES.filter(isThere).map(which).find(Boolean)

/**
 * Finds Chromium. Root on Debian or Ubuntu gets it installed.
 * @returns {string | undefined} its path
 */
export function ensureChromiumInstalled() {
  return process.env.CHROMIUM || find() || (installOnDebian("chromium") ? find() : undefined)
}
