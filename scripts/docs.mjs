#!/usr/bin/env node
// `npm run docs`: builds the docs as a static site with search, in dist/docs. Its pages load nothing from other hosts (ADR 0072).
//   npm run docs -- --serve     builds, then serves the site on http://localhost:4173
// A broken link fails the build.
import fs from "node:fs"
import path from "node:path"
import { apiPages } from "./lib/docs/api-pages.mjs"
import { sidebar } from "./lib/docs/sidebar.mjs"
import { ensureInstalled } from "./lib/install.mjs"
import { dataDir, root } from "./lib/paths.mjs"

ensureInstalled()

const source = path.join(dataDir, "docs-site")
const out = path.join(root, "dist/docs")
const write = (file, text) => {
  fs.mkdirSync(path.dirname(path.join(source, file)), { recursive: true })
  fs.writeFileSync(path.join(source, file), text)
}

/** The site serves `../examples/earning.ts` as a file of its own. Links to other files of the repository become plain text. */
const withoutRepositoryLinks = (text) =>
  text
    .replace(/\]\((?:\.\.\/)+(examples\/[^/)]+\.\w+)\)/g, "](/$1){target=_blank}")
    .replace(/\[([^\]]+)\]\((?:\.\.\/)+(?:examples|src|README|CONTRIBUTING|RELEASE_NOTES)[^)]*\)/g, "$1")

fs.rmSync(source, { recursive: true, force: true })
const docs = path.join(root, "docs")
for (const name of fs.readdirSync(docs, { recursive: true, encoding: "utf8" })) {
  const file = path.join(docs, name)
  if (fs.statSync(file).isDirectory()) continue
  if (name.endsWith(".md")) write(name, withoutRepositoryLinks(fs.readFileSync(file, "utf8")))
  else write(name.startsWith("images") ? name : path.join("public", name), fs.readFileSync(file))
}
for (const name of fs.readdirSync(path.join(root, "examples")).filter((one) => /\.(ts|out)$/.test(one))) {
  write(path.join("public/examples", name), fs.readFileSync(path.join(root, "examples", name)))
}
const pages = apiPages(JSON.parse(fs.readFileSync(path.join(docs, "openapi.json"), "utf8")))
for (const { file, text } of pages) write(path.join("api", file), text)
const readme = fs.readFileSync(path.join(root, "README.md"), "utf8")
write("index.md", homeOf(readme))
write(".vitepress/config.mjs", fs.readFileSync(path.join(root, "scripts/lib/docs/site-config.mjs")))
write(".vitepress/sidebar.json", JSON.stringify(sidebar(pages)))

/** Makes the README the first page: links into docs/ lose their folder, and the diagram, which only GitHub draws, goes. */
function homeOf(text) {
  const neighbours = text.replace(/\]\(docs\//g, "](./").replace(/\n## How it works[\s\S]*?(?=\n## )/, "")
  return neighbours
    .replace(/\]\((examples\/[^/)]+\.\w+)\)/g, "](/$1){target=_blank}")
    .replace(/\[([^\]]+)\]\((?:examples|src|CONTRIBUTING)[^)]*\)/g, "$1")
}

process.env.DOCS_OUT = out
fs.rmSync(out, { recursive: true, force: true })
const { build, serve } = await import("vitepress")
await build(source)
console.log(
  `${path.relative(root, out)}: ${pages.reduce((sum, page) => sum + page.operations, 0)} operations of the API in ${pages.length} pages`,
)
if (process.argv.includes("--serve")) await serve({ root: source, port: 4173 })
