#!/usr/bin/env node
// Part of `npm run check`: checks the spelling of everything that people read, with cspell and docs/glossary.md as its dictionary
// (cspell.config.mjs): the pages of the docs, the dashboard's English texts, the messages of errors and commands, and the titles of
// tests.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { dataDir, root } from "./lib/paths.mjs"

const { testTitles } = createRequire(import.meta.url)("./lib/test-titles.cjs")

const READ = [
  ...["README.md", "CONTRIBUTING.md", "RELEASE_NOTES.md", "docs/**/*.md", "src/**/*.md", "examples/**/*.md"],
  ...["src/admin/i18n/en/*.json", "src/kernel/errors.ts", "src/cli/**/*.ts"],
]

const titles = path.join(dataDir, "test-titles.txt")
fs.mkdirSync(dataDir, { recursive: true })
const lines = testTitles().map(({ file, line, title }) => `${title} (\`${file}:${line}\`)`)
fs.writeFileSync(titles, `${lines.join("\n")}\n`)
const cspell = path.join(root, "node_modules/cspell/bin.mjs")
const options = ["--no-progress", "--no-gitignore", "--dot", "--show-suggestions"]
const { status } = spawnSync(process.execPath, [cspell, "lint", ...options, ...READ, titles], {
  cwd: root,
  stdio: "inherit",
})
process.exitCode = status ?? 1
