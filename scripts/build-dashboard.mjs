#!/usr/bin/env node
// Builds Medusa's dashboard with the plugin's pages and widgets into `public/admin`, as `medusa build` does for a host. The browser
// tests serve it from there: Vite's development server sends hundreds of modules for each page, which takes three times as long.
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { exclusively } from "./lib/lease.mjs"
import { dataDir, root } from "./lib/paths.mjs"
import { digestOf } from "./lib/plugin-build.mjs"

const sources = path.join(root, "src/admin")
/** `medusa start` looks for the dashboard here; no option names another folder. */
const outDir = path.join(root, "public/admin")
/** The digest of the sources of the build. Vite empties the folder first, so the digest always matches the build. */
const stamp = path.join(outDir, "sources.sha256")

/** Minifying takes seconds and does not help a browser on the same machine. */
const UNMINIFIED = { build: { minify: false, cssMinify: false, reportCompressedSize: false } }

async function build() {
  const digest = digestOf([
    sources,
    path.join(root, "src/client"),
    path.join(root, "src/types"),
    import.meta.filename,
    path.join(root, "package-lock.json"),
  ])
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest) return
  const medusa = createRequire(path.join(root, "node_modules/@medusajs/medusa/package.json"))
  const bundler = medusa("@medusajs/admin-bundler")
  await bundler.build({ path: "/app", sources: [sources], plugins: [], outDir, vite: () => UNMINIFIED })
  fs.writeFileSync(stamp, digest)
}

process.env.NODE_ENV = "production"
const desk = path.join(dataDir, "dashboard-build")
fs.mkdirSync(desk, { recursive: true })
await exclusively(desk, build, { deadlineMs: 300_000 })
