#!/usr/bin/env node
// `npx clientele …` in the folder of a Medusa store. Plain JavaScript: npm links it before anything is compiled.
const fs = require("node:fs")
const path = require("node:path")

const store = process.cwd()
const root = path.resolve(__dirname, "..")

/** Resolves what Medusa's own command line would find from the store's folder; undefined where it is not installed. */
function findPackage(name, from) {
  try {
    return require.resolve(name, { paths: [from] })
  } catch {
    return undefined
  }
}

/**
 * Lets medusa-config.ts and .env be read as `medusa` reads them: with its copies of ts-node, tsconfig-paths and dotenv. A
 * built store has none of the first two and needs none.
 */
function readAsMedusaDoes(project) {
  const framework = findPackage("@medusajs/framework", project)
  const cli =
    findPackage("@medusajs/cli/package.json", project) ??
    (framework && findPackage("@medusajs/cli/package.json", framework))
  if (!cli) return
  const load = (name) => {
    const found = findPackage(name, path.dirname(cli))
    return found && require(found)
  }
  load("ts-node")?.register({ cwd: project })
  // It complains where there is none.
  if (fs.existsSync(path.join(store, "tsconfig.json"))) load("tsconfig-paths")?.register({})
  load("dotenv")?.config()
}

/** Whether to run the sources: in the plugin's own checkout, where what was built may be missing or old. */
function runsSources() {
  if (!fs.existsSync(path.join(root, "src/cli/index.ts"))) return false
  return fs.realpathSync(store) === fs.realpathSync(root) || !fs.existsSync(path.join(root, compiled))
}

const compiled = ".medusa/server/src/cli/index.js"
const sources = runsSources()
readAsMedusaDoes(sources ? root : store)
require(path.join(root, sources ? "src/cli/index.ts" : compiled)).main(process.argv.slice(2), store)
