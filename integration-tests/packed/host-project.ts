import { execFile } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { projectDir } from "../helpers/server-process"
import { ALL_HOOKS } from "./hooks"

const run = promisify(execFile)

/** A Medusa project of its own, outside of the checkout, with the packed plugin installed. */
export type HostProject = {
  dir: string
  /** Medusa's command line in the project's own node_modules. */
  cli: string
  /** Removes the official loyalty plugin from the configuration, and takes every workflow hook in the host itself. */
  takeAllHooks: () => void
  /** Configures these plugins and no others. */
  usePlugins: (...plugins: ConfiguredPlugin[]) => void
  /** Writes files of the host's own, by their paths in its folder. */
  write: (files: Record<string, string>) => void
  /** What `npx <args>` in the project's folder prints. @throws where it ends with another code than 0 */
  npx: (args: string[], env: Record<string, string>) => Promise<string>
  remove: () => void
}

/** A plugin by its name, with the options that a host gives it. */
type ConfiguredPlugin = string | { resolve: string; options: Record<string, unknown> }

const configured = (plugin: ConfiguredPlugin) =>
  typeof plugin === "string" ? { resolve: plugin, options: {} } : plugin

const config = (...plugins: ConfiguredPlugin[]) => `import { defineConfig } from "@medusajs/framework/utils"

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: "supersecret",
      cookieSecret: "supersecret",
    },
  },
  admin: { disable: true },
  plugins: ${JSON.stringify(plugins.map(configured))},
})
`

const LOYALTY_PLUGIN = "@medusajs/loyalty-plugin"

type Manifest = {
  name: string
  devDependencies: Record<string, string>
  overrides: { [LOYALTY_PLUGIN]: Record<string, string> }
}

/**
 * The official plugin pins its peers to one release of Medusa, and not every release of Medusa has one of it. The checkout's
 * overrides say which Medusa it runs with; `$name` is a dependency of the checkout's own.
 */
export function peersOfLoyaltyPlugin(
  own: Pick<Manifest, "devDependencies" | "overrides">,
): Record<string, string | undefined> {
  const peers = Object.entries(own.overrides[LOYALTY_PLUGIN])
  return Object.fromEntries(
    peers.map(([name, version]) => [name, version.startsWith("$") ? own.devDependencies[version.slice(1)] : version]),
  )
}

function manifest(own: Manifest, tarball: string): string {
  const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, own.devDependencies[name]]))
  const medusa = same("@medusajs/admin-sdk", "@medusajs/cli", "@medusajs/framework", "@medusajs/medusa")
  return JSON.stringify({
    name: "host-store",
    version: "1.0.0",
    private: true,
    dependencies: {
      ...medusa,
      ...same(LOYALTY_PLUGIN),
      [own.name]: `file:${tarball}`,
    },
    devDependencies: same("@swc/core", "ts-node", "typescript"),
    overrides: { [LOYALTY_PLUGIN]: peersOfLoyaltyPlugin(own) },
  })
}

/**
 * Builds and packs the plugin, and installs the tarball into a new project beside the official loyalty plugin, as a
 * store owner would. Takes about a minute; the packages come from npm's cache where it has them.
 */
export async function installHostProject(): Promise<HostProject> {
  const packed = await run(process.execPath, ["scripts/pack.mjs"], { cwd: projectDir })
  const tarball = packed.stdout.trim()
  const own = JSON.parse(fs.readFileSync(path.join(projectDir, "package.json"), "utf8")) as Manifest
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-host-"))
  fs.writeFileSync(path.join(dir, "package.json"), manifest(own, tarball))
  const configFile = path.join(dir, "medusa-config.ts")
  fs.writeFileSync(configFile, config(LOYALTY_PLUGIN, own.name))
  const compilerOptions = { target: "ES2021", module: "Node16", moduleResolution: "Node16", esModuleInterop: true }
  fs.writeFileSync(path.join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, "ts-node": { swc: true } }))
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
  // npm gives its children settings of the project it runs in; the new project has none of them.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)/.test(name)))
  const shell = process.platform === "win32"
  await run("npm", ["install", ...flags], { cwd: dir, env, shell })
  return {
    dir,
    cli: path.join(dir, "node_modules/@medusajs/cli/cli.js"),
    takeAllHooks: () => {
      fs.writeFileSync(configFile, config(own.name))
      fs.mkdirSync(path.join(dir, "src/workflows"), { recursive: true })
      fs.writeFileSync(path.join(dir, "src/workflows/hooks.ts"), ALL_HOOKS)
    },
    usePlugins: (...plugins) => fs.writeFileSync(configFile, config(...plugins)),
    write: (files) => {
      for (const [file, text] of Object.entries(files)) {
        const place = path.join(dir, file)
        fs.mkdirSync(path.dirname(place), { recursive: true })
        fs.writeFileSync(place, text)
      }
    },
    npx: async (args, more) => {
      const options = { cwd: dir, env: { ...env, NODE_OPTIONS: "", ...more }, shell }
      return (await run("npx", ["--no-install", ...args], options)).stdout
    },
    remove: () => fs.rmSync(dir, { recursive: true, force: true }),
  }
}
