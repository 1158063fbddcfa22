import fs from "node:fs"
import path from "node:path"
import { dataDir, root } from "../lib/paths.mjs"
import { buildPlugin, fingerprint } from "../lib/plugin-build.mjs"

/** The demo's store: a Medusa project inside the checkout, so that it finds Medusa in the checkout's node_modules. */
export const storeDir = path.join(dataDir, "demo/store")
export const medusaCli = path.join(root, "node_modules/@medusajs/cli/cli.js")

/** The file of the store's mails: see store/mailer. */
export const mailsFile = path.join(dataDir, "demo/mails.jsonl")

const PACKAGE = "medusa-plugin-clientele"
const installed = path.join(storeDir, "node_modules", PACKAGE)

/** Files that a host's owner writes: the configuration, and the shop's own email and payment providers. */
const template = path.join(import.meta.dirname, "store")

const TSCONFIG = {
  compilerOptions: {
    target: "ES2021",
    module: "Node16",
    moduleResolution: "Node16",
    esModuleInterop: true,
    skipLibCheck: true,
    outDir: "./.medusa/server",
    rootDir: ".",
  },
  "ts-node": { swc: true },
  include: ["**/*"],
  exclude: ["node_modules", ".medusa"],
}

// Medusa's command line looks for Medusa in this manifest. npm installs nothing from it.
function manifest() {
  const { version, peerDependencies } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const dependencies = { ...peerDependencies, [PACKAGE]: version }
  return { name: "demo-store", version: "1.0.0", private: true, dependencies }
}

const json = (value) => `${JSON.stringify(value, null, 2)}\n`

/** A digest of all files of the demo's store. */
const state = () => fingerprint({ text: json(TSCONFIG), places: [template] })

const stampOf = (what) => path.join(dataDir, "demo", `${what}.built`)

/** Whether the files changed after `what` was built. */
export function isStale(what) {
  const stamp = stampOf(what)
  const result = what === "plugin" ? installed : path.join(storeDir, ".medusa/server/public/admin")
  return !fs.existsSync(result) || !fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== state()
}

async function build(what, work) {
  const before = state()
  fs.rmSync(stampOf(what), { force: true })
  await work()
  fs.writeFileSync(stampOf(what), before)
}

function copyPackage() {
  fs.rmSync(installed, { recursive: true, force: true })
  const { files: packed, bin } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  for (const name of ["package.json", ...packed]) {
    const from = path.join(root, name)
    if (fs.existsSync(from)) fs.cpSync(from, path.join(installed, name), { recursive: true })
  }
  const bins = path.join(storeDir, "node_modules/.bin")
  fs.mkdirSync(bins, { recursive: true })
  for (const [name, file] of Object.entries(bin)) {
    fs.rmSync(path.join(bins, name), { force: true })
    fs.symlinkSync(path.join("..", PACKAGE, file), path.join(bins, name))
  }
}

/** Builds the plugin and puts it into the store's node_modules as npm would: the packed files, without the sources. */
export async function installPlugin(children, env) {
  await build("plugin", async () => {
    await buildPlugin(() => children.run([medusaCli, "plugin:build"], { cwd: root, env, log: logOf("plugin-build") }))
    fs.mkdirSync(storeDir, { recursive: true })
    copyPackage()
    fs.cpSync(template, storeDir, { recursive: true })
    fs.writeFileSync(path.join(storeDir, "tsconfig.json"), json(TSCONFIG))
    fs.writeFileSync(path.join(storeDir, "package.json"), json(manifest()))
  })
}

/** Builds the store with its admin. Takes up to a minute and 1.8 GB of memory. */
export async function buildStore(children, env) {
  await build("store", () => children.run([medusaCli, "build"], { cwd: storeDir, env, log: logOf("store-build") }))
}

/** The log file of one of the demo's commands. */
export function logOf(name) {
  const file = path.join(dataDir, "demo", `${name}.log`)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  return file
}
