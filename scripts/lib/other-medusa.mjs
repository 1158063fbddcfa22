import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { exclusively } from "./lease.mjs"
import { dataDir, root } from "./paths.mjs"

/** Files that a copy does not get from the checkout, because it has its own or does not need them. */
const LEFT_OUT = new Set(["node_modules", ".data", ".medusa", ".git", "package.json", "package-lock.json"])

const shell = process.platform === "win32"

/** The release of Medusa's component library that the dashboard of `version` uses. */
function uiOf(version) {
  const found = execFileSync("npm", ["view", `@medusajs/dashboard@${version}`, "dependencies.@medusajs/ui"], {
    encoding: "utf8",
    shell,
  }).trim()
  if (!found) throw new Error(`npm has no @medusajs/dashboard ${version}`)
  return found
}

/** This package's manifest with another release of Medusa. Packages with their own version numbers keep them. */
function manifestFor(version) {
  const own = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const current = own.devDependencies["@medusajs/medusa"]
  const moved = (versions) =>
    Object.fromEntries(Object.entries(versions).map(([name, has]) => [name, has === current ? version : has]))
  return JSON.stringify(
    {
      ...own,
      devDependencies: { ...moved(own.devDependencies), "@medusajs/ui": uiOf(version) },
      overrides: Object.fromEntries(
        Object.entries(own.overrides).map(([name, has]) => [name, typeof has === "string" ? has : moved(has)]),
      ),
    },
    null,
    2,
  )
}

/** Hard-links every file, which takes seconds and no space. npm replaces packages and never writes into their files. */
function linkTree(from, to) {
  fs.mkdirSync(to)
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), target)
    else fs.linkSync(source, target)
  }
}

/** Begins with the checkout's packages, so that npm fetches only those that differ. */
function install(dir, manifest) {
  const modules = path.join(dir, "node_modules")
  const installed = path.join(dir, "package.json")
  if (fs.existsSync(modules) && fs.existsSync(installed) && fs.readFileSync(installed, "utf8") === manifest) return
  fs.rmSync(modules, { recursive: true, force: true })
  try {
    linkTree(path.join(root, "node_modules"), modules)
    // npm writes into this file. Without the file, npm reads the packages themselves.
    fs.rmSync(path.join(modules, ".package-lock.json"), { force: true })
  } catch (error) {
    // Hard links do not cross file systems. In that case npm installs from scratch.
    if (error.code !== "EXDEV" && error.code !== "EPERM") throw error
    fs.rmSync(modules, { recursive: true, force: true })
  }
  fs.writeFileSync(installed, manifest)
  fs.copyFileSync(path.join(root, "package-lock.json"), path.join(dir, "package-lock.json"))
  try {
    const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]
    execFileSync("npm", ["install", ...flags], { cwd: dir, stdio: "inherit", shell })
  } catch (error) {
    // The next run must not mistake the copy for a finished installation.
    fs.rmSync(installed, { force: true })
    throw error
  }
}

/** Copies the current sources, and deletes files that the checkout no longer has. */
function copySources(dir) {
  for (const name of fs.readdirSync(dir)) {
    if (!LEFT_OUT.has(name)) fs.rmSync(path.join(dir, name), { recursive: true, force: true })
  }
  for (const name of fs.readdirSync(root)) {
    if (!LEFT_OUT.has(name)) fs.cpSync(path.join(root, name), path.join(dir, name), { recursive: true })
  }
}

/**
 * Makes a copy of the checkout, outside it, with another release of Medusa. The checkout's manifest and packages stay as they are.
 * The copy's packages stay for the next run.
 * @param {string} version of `@medusajs/medusa`, for example `2.21.1`
 * @returns {Promise<string>} the copy's folder
 */
export async function withMedusa(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`--medusa takes a version such as 2.21.1, not ${version}`)
  const key = createHash("sha1").update(root).digest("hex").slice(0, 10)
  const dir = path.join(os.tmpdir(), `clientele-medusa-${version}-${key}`)
  fs.mkdirSync(dir, { recursive: true })
  const prepare = () => {
    copySources(dir)
    install(dir, manifestFor(version))
    const found = JSON.parse(
      fs.readFileSync(path.join(dir, "node_modules/@medusajs/medusa/package.json"), "utf8"),
    ).version
    if (found !== version) throw new Error(`npm installed Medusa ${found}, not ${version}`)
  }
  const desk = path.join(dataDir, "other-medusa")
  fs.mkdirSync(desk, { recursive: true })
  await exclusively(desk, prepare, { deadlineMs: 300_000 })
  return dir
}
