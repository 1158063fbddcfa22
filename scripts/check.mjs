#!/usr/bin/env node
// `npm run check`: runs all checks that need no services. The last line is `N passed, N failed`.
import { execFile } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { ensureInstalled } from "./lib/install.mjs"
import { buildPackage } from "./lib/package.mjs"
import { pathWithBin, root } from "./lib/paths.mjs"

ensureInstalled()

const present = (names) => names.filter((name) => fs.existsSync(path.join(root, name)))
const imported = present(["src", "bin", "bench", "examples", "scripts", "unit-tests", "integration-tests"])
let tarball

const run = promisify(execFile)

function tool(command, ...args) {
  return async () => {
    const env = {
      ...process.env,
      PATH: pathWithBin,
      ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
    }
    const shell = process.platform === "win32"
    try {
      await run(command, args, { cwd: root, env, shell, maxBuffer: 64 * 1024 * 1024 })
    } catch (error) {
      throw new Error(`${error.stdout ?? error.message}${error.stderr ?? ""}`)
    }
  }
}

function packed() {
  if (!tarball) throw new Error("there is no package to look at")
  return tarball
}

const hasAdmin = fs.readdirSync(path.join(root, "src/admin"), { recursive: true }).some((name) => /\.tsx?$/.test(name))

// Two lanes run at the same time: checks of the sources, and checks of the package.
const ofSources = [
  [
    "format and lint (biome)",
    tool("biome", "ci", "--max-diagnostics=50", `--colors=${process.stdout.isTTY ? "force" : "off"}`),
  ],
  ["types (tsc)", tool("tsc", "--noEmit", "-p", "tsconfig.check.json")],
  ...(hasAdmin ? [["types of the admin (tsc)", tool("tsc", "--noEmit", "-p", "src/admin/tsconfig.json")]] : []),
  ["types of the storefront (tsc)", tool("tsc", "--noEmit", "-p", "examples/storefront/tsconfig.json")],
  ["dependency rule (dependency-cruiser)", tool("depcruise", "--config", ".dependency-cruiser.cjs", ...imported)],
  ["OpenAPI document (docs/openapi.json, redocly)", tool(process.execPath, "scripts/openapi.mjs", "--check")],
  ["links and prose of the docs (scripts/check-docs.mjs)", tool(process.execPath, "scripts/check-docs.mjs")],
  ["spelling (scripts/check-spelling.mjs, cspell)", tool(process.execPath, "scripts/check-spelling.mjs")],
  ["nothing unused (knip)", tool("knip", "--no-config-hints")],
]
const ofPackage = [
  [
    "build and pack (medusa plugin:build, npm pack)",
    async () => {
      tarball = await buildPackage()
    },
  ],
  ["package (publint)", () => tool("publint", "run", packed())()],
  // Medusa 2 needs Node's own resolution, so attw ignores older resolvers. Medusa bundles the admin, and no code imports it.
  [
    "types for those who import (attw)",
    () => tool("attw", packed(), "--profile", "node16", "--exclude-entrypoints", "admin")(),
  ],
]

let failed = 0

async function runLane(checks) {
  for (const [name, check] of checks) {
    const started = Date.now()
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
    try {
      await check()
      console.log(`✓ ${name} (${seconds()})`)
    } catch (error) {
      failed += 1
      console.log(`✗ ${name} (${seconds()})\n${error.message.trimEnd()}\n`)
    }
  }
}

await Promise.all([runLane(ofSources), runLane(ofPackage)])
console.log(`${ofSources.length + ofPackage.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
