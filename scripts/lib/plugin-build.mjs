import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { exclusively } from "./lease.mjs"
import { dataDir, root } from "./paths.mjs"

const SOURCES = ["package.json", "package-lock.json", "tsconfig.json", "src", "bin"]

/**
 * The digest of the build's sources. The file lies in the build, and every build begins by deleting it, so it never belongs to
 * another build. package.json keeps it out of the package.
 */
const stamp = path.join(root, ".medusa/server/sources.sha256")

/** Yields every file at or below a path. */
export function* filesOf(place) {
  if (!fs.statSync(place).isDirectory()) {
    yield place
    return
  }
  for (const entry of fs.readdirSync(place)) yield* filesOf(path.join(place, entry))
}

/**
 * A digest of all sources of the plugin's build.
 * @param {{ text?: string, places?: string[] }} more text and paths to include
 */
export function fingerprint({ text = "", places = [] } = {}) {
  return digestOf([...SOURCES.map((name) => path.join(root, name)), ...places], text)
}

/** A digest of a text and of every file at or below the paths, by name and content. */
export function digestOf(places, text = "") {
  const hash = createHash("sha256").update(text)
  for (const file of places.flatMap((place) => [...filesOf(place)]).sort()) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0")
  }
  return hash.digest("hex")
}

/**
 * Builds the plugin, unless the existing build has the same sources: a build takes about 20 s of processor time.
 * @param {() => void | Promise<void>} build runs `medusa plugin:build`
 */
export async function buildPlugin(build) {
  const desk = path.join(dataDir, "plugin-build")
  fs.mkdirSync(desk, { recursive: true })
  // Two concurrent builds would delete each other's files.
  const buildAnew = async () => {
    const before = fingerprint()
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === before) return
    await build()
    fs.writeFileSync(stamp, before)
  }
  await exclusively(desk, buildAnew, { deadlineMs: 300_000 })
}
