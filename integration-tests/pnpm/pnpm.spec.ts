import { execFile } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"
import { projectDir } from "../helpers/server-process"
import { peersOfLoyaltyPlugin } from "../packed/host-project"

const run = promisify(execFile)

const PNPM = "pnpm@10.34.9"
const OFFICIAL = "@medusajs/loyalty-plugin"
const WAIT_MS = 900_000

type Manifest = { name: string } & Parameters<typeof peersOfLoyaltyPlugin>[0]

const own: Manifest = JSON.parse(fs.readFileSync(path.join(projectDir, "package.json"), "utf8"))
const packagesOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, own.devDependencies[name]]))

/** What the dashboard's part of the plugin imports from the host. */
const SHARED = [
  "react",
  "react-router-dom",
  "react-i18next",
  "@tanstack/react-query",
  "@medusajs/ui",
  "@medusajs/icons",
]

/** What Medusa's own build of the dashboard imports from the store's folder (docs/install.md). */
const HOISTED = ["*@medusajs/*", "@tanstack/react-query", "react-i18next", "react-router-dom"]

const config = `import { defineConfig } from "@medusajs/framework/utils"

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: "postgres://localhost/none",
    http: { storeCors: "", adminCors: "", authCors: "", jwtSecret: "supersecret", cookieSecret: "supersecret" },
  },
  plugins: [{ resolve: "${own.name}", options: {} }, { resolve: "${OFFICIAL}", options: {} }],
})
`

type Manager = { install: string[]; exec: string[]; settings: string }

const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    install: ["npm", "install", "--no-audit", "--no-fund"],
    exec: ["npx", "--no-install"],
    settings: "",
  },
  pnpm: {
    install: ["npx", "--yes", PNPM, "install"],
    exec: ["npx", "--yes", PNPM, "exec"],
    settings: HOISTED.map((name) => `public-hoist-pattern[]=${name}\n`).join(""),
  },
}

let tarball: string

beforeAll(async () => {
  tarball = (await run(process.execPath, ["scripts/pack.mjs"], { cwd: projectDir })).stdout.trim()
}, WAIT_MS)

// A store as Medusa's starter has it.
describe.each(Object.entries(MANAGERS))("in a store with %s", (manager, { install, exec, settings }) => {
  let dir: string

  const inStore = ([command = "", ...args]: string[]) => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)/.test(name)),
    )
    const options = { cwd: dir, env: { ...env, NODE_OPTIONS: "", CI: "true" }, shell: process.platform === "win32" }
    return run(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 })
  }

  beforeAll(async () => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), `clientele-${manager}-`))
    const medusa = ["admin-sdk", "cli", "framework", "medusa"].map((name) => `@medusajs/${name}`)
    const manifest = {
      name: `${manager}-store`,
      version: "1.0.0",
      private: true,
      dependencies: {
        ...packagesOf(...medusa, OFFICIAL, "react", "react-dom"),
        [own.name]: `file:${tarball}`,
      },
      devDependencies: packagesOf("@swc/core", "ts-node", "typescript", "@types/node"),
      ...(manager === "npm" ? { overrides: { [OFFICIAL]: peersOfLoyaltyPlugin(own) } } : {}),
    }
    fs.writeFileSync(path.join(dir, "package.json"), JSON.stringify(manifest))
    fs.writeFileSync(path.join(dir, ".npmrc"), settings)
    fs.writeFileSync(path.join(dir, "medusa-config.ts"), config)
    const compilerOptions = { target: "ES2021", module: "Node16", moduleResolution: "Node16", skipLibCheck: true }
    const typescript = { compilerOptions: { ...compilerOptions, outDir: ".medusa/server", rootDir: "." } }
    fs.writeFileSync(
      path.join(dir, "tsconfig.json"),
      JSON.stringify({ ...typescript, exclude: [".medusa", "node_modules"] }),
    )
    await inStore([...install, "--prefer-offline", "--ignore-scripts"])
  }, WAIT_MS)

  afterAll(() => fs.rmSync(dir, { recursive: true, force: true }))

  test(
    "R66, R67: Medusa builds the dashboard with our cards and pages, beside the official plugin",
    async () => {
      await inStore([...exec, "medusa", "build"])
      const assets = path.join(dir, ".medusa/server/public/admin/assets")
      const scripts = fs.readdirSync(assets).filter((name) => name.endsWith(".js"))
      const text = scripts.map((name) => fs.readFileSync(path.join(assets, name), "utf8")).join("\n")
      const admin = path.join(projectDir, "src/admin")
      const widgets = fs.readdirSync(path.join(admin, "widgets")).map((file) => {
        const source = fs.readFileSync(path.join(admin, "widgets", file), "utf8")
        return /id: "(clientele-[\w-]+)"/.exec(source)?.[1] ?? `${file} has no id`
      })
      expect(widgets.length).toBeGreaterThan(1)
      expect(widgets.filter((id) => !text.includes(id))).toEqual([])
      const pages = fs
        .readdirSync(path.join(admin, "routes"), { recursive: true, encoding: "utf8" })
        .filter((file) => path.basename(file) === "page.tsx")
        .map((file) => `/${path.dirname(file)}`.replace(/\[(\w+)\]/g, ":$1"))
      expect(pages.filter((route) => !text.includes(`"${route}"`))).toEqual([])
    },
    WAIT_MS,
  )

  test("R66: our part of the dashboard and the dashboard itself share one copy of React and its libraries", () => {
    const from = (packageName: string, base: string) =>
      createRequire(fs.realpathSync(path.join(base, "node_modules", packageName, "package.json")))
    const plugin = from(own.name, dir)
    const bundler = createRequire(from("@medusajs/medusa", dir).resolve("@medusajs/admin-bundler"))
    const dashboard = createRequire(bundler.resolve("@medusajs/dashboard"))
    const found = SHARED.map((name) => [name, fs.realpathSync(plugin.resolve(name))])
    expect(found).toEqual(SHARED.map((name) => [name, fs.realpathSync(dashboard.resolve(name))]))
  })
})
