import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { exclusively } from "./lease.mjs"
import { dataDir, root } from "./paths.mjs"

const SOURCES = ["package.json", "package-lock.json", "tsconfig.json", "src", "bin"]

/**
 * Which sources the build is of. It lies in the build, which every build begins by deleting, so that it never tells of
 * another one; package.json keeps it out of the package.
 */
const stamp = path.join(root, ".medusa/server/sources.sha256")

/** Every file at or below a place. */
export function* filesOf(place) {
  if (!fs.statSync(place).isDirectory()) {
    yield place
    return
  }
  for (const entry of fs.readdirSync(place)) yield* filesOf(path.join(place, entry))
}

/**
 * A name for the state of all that goes into a build of the plugin.
 * @param {{ text?: string, places?: string[] }} more what else goes into what is built
 */
export function fingerprint({ text = "", places = [] } = {}) {
  return digestOf([...SOURCES.map((name) => path.join(root, name)), ...places], text)
}

/** A digest of a text and of every file at or below the places, by name and content. */
export function digestOf(places, text = "") {
  const hash = createHash("sha256").update(text)
  for (const file of places.flatMap((place) => [...filesOf(place)]).sort()) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0")
  }
  return hash.digest("hex")
}

/**
 * Builds the plugin, unless it was built of the very files that there are now: it takes some 20 s of processor time.
 * @param {() => void | Promise<void>} build runs `medusa plugin:build`
 */
export async function buildPlugin(build) {
  const desk = path.join(dataDir, "plugin-build")
  fs.mkdirSync(desk, { recursive: true })
  // Two at once would delete each other's files.
  const buildAnew = async () => {
    const before = fingerprint()
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === before) return
    await build()
    fs.writeFileSync(stamp, before)
  }
  await exclusively(desk, buildAnew, { deadlineMs: 300_000 })
}
