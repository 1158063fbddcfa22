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
 * Lets the store's medusa-config.ts and .env be read as `medusa` reads them: with its copies of ts-node, tsconfig-paths
 * and dotenv. A built store has none of the first two and needs none.
 */
function readAsMedusaDoes() {
  const framework = findPackage("@medusajs/framework", store)
  const cli =
    findPackage("@medusajs/cli/package.json", store) ??
    (framework && findPackage("@medusajs/cli/package.json", framework))
  if (!cli) return
  const load = (name) => {
    const found = findPackage(name, path.dirname(cli))
    return found && require(found)
  }
  load("ts-node")?.register({})
  load("tsconfig-paths")?.register({})
  load("dotenv")?.config()
}

/** In the plugin's own checkout the sources run as they are; in every other store, what was built and packed. */
function entry() {
  const isCheckout =
    fs.realpathSync(store) === fs.realpathSync(root) && fs.existsSync(path.join(root, "src/cli/index.ts"))
  return path.join(root, isCheckout ? "src/cli/index.ts" : ".medusa/server/src/cli/index.js")
}

readAsMedusaDoes()
require(entry()).main(process.argv.slice(2), store)
