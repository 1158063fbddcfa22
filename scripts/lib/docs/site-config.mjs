// VitePress's configuration of the docs; scripts/docs.mjs copies it to the pages.
import fs from "node:fs"
import { defineConfig } from "vitepress"

const sidebar = JSON.parse(fs.readFileSync(new URL("./sidebar.json", import.meta.url), "utf8"))

export default defineConfig({
  title: "Clientele",
  description: "Customer profiles, trade credit and loyalty points for Medusa",
  outDir: process.env.DOCS_OUT,
  // The pages have no HTML: `<name>` is text.
  markdown: { html: false },
  themeConfig: { search: { provider: "local" }, outline: [2, 3], sidebar },
})
