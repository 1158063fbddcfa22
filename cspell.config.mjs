import fs from "node:fs"
import path from "node:path"
import { root } from "./scripts/lib/paths.mjs"

/** The field's words: what docs/glossary.md defines. */
const glossary = [...fs.readFileSync(path.join(root, "docs/glossary.md"), "utf8").matchAll(/^\| \*\*([^*]+)\*\*/gm)]
  .flatMap(([, terms]) => terms.split(/[^\p{L}]+/u))
  .filter((word) => word.length > 3)

/** Products, and words of Medusa and PostgreSQL that no dictionary has. */
const NAMES = [
  ...[
    "BullMQ",
    "MikroORM",
    "Mikro",
    "PAYDEX",
    "Redocly",
    "Vendure",
    "Xero",
    "Yotpo",
    "IFRS",
    "medusajs",
    "pgbench",
    "contrib",
    "regclass",
  ],
  ...[
    "docstrings",
    "fulfillment",
    "fulfillments",
    "poolers",
    "storefront",
    "storefronts",
    "subtransactions",
    "unlogged",
  ],
]

export default {
  version: "0.2",
  language: "en-GB",
  dictionaries: ["typescript", "node", "npm", "sql", "softwareTerms", "companies"],
  words: [...glossary, ...NAMES],
  ignoreRegExpList: ["/`[^`\\n]*`/g", "/^ *```[\\s\\S]*?^ *```/gm", "/\\]\\([^)]*\\)/g", "/https?:\\S+/g"],
}
