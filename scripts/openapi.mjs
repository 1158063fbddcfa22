#!/usr/bin/env node
// `npm run openapi`: writes docs/openapi.json, the OpenAPI document of the plugin's routes. `--check` compares it with the code and
// runs a linter.
import fs from "node:fs"
import { createConfig, lintFromString } from "@redocly/openapi-core"
import { ensureInstalled } from "./lib/install.mjs"
import { DOCUMENT, isCurrent, makeDocument, printDocument } from "./lib/openapi/document.mjs"

ensureInstalled()

async function problemsOf(printed) {
  const config = await createConfig({ extends: ["recommended"] })
  const found = await lintFromString({ source: printed, absoluteRef: DOCUMENT, config })
  const lines = found.map(({ message, ruleId, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`)
  return isCurrent(printed)
    ? lines
    : [...lines, "docs/openapi.json is not what the code says: run `npm run openapi` and commit it"]
}

const printed = printDocument(makeDocument())
if (process.argv.includes("--check")) {
  const problems = await problemsOf(printed)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
} else {
  fs.writeFileSync(DOCUMENT, printed)
  console.log(`docs/openapi.json: ${Object.keys(JSON.parse(printed).paths).length} paths`)
}
// Imports of the routes keep the process open.
process.exit()
