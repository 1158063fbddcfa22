import { spawnSync } from "node:child_process"
import { installOnDebian } from "./apt.mjs"

/** What to tell people who have no Chromium. */
export const HOW_TO_GET_CHROMIUM = "install Chromium (Debian: apt-get install chromium) or Chrome, or set CHROMIUM"

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

// Ubuntu's package is a stub that has a name, but no browser unless snap runs: ask for the version.
const isThere = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0

function which(command) {
  const found = spawnSync("which", [command], { encoding: "utf8" })
  return found.status === 0 ? found.stdout.trim() : undefined
}

const find = () => NAMES.filter(isThere).map(which).find(Boolean)

/**
 * Makes sure that there is a Chromium; root on Debian or Ubuntu gets it installed.
 * @returns {string | undefined} its path
 */
export function ensureChromiumInstalled() {
  return process.env.CHROMIUM || find() || (installOnDebian("chromium") ? find() : undefined)
}
