#!/usr/bin/env node
// `npm run contract`: prints each row of docs/contract.md with the titles of the tests that name it. It runs no test.
// `npm run contract -- R46 M12` prints some rows, `--json` prints data.
import { parseArgs } from "node:util"
import { contractRows } from "./lib/contract-table.cjs"
import { testTitles } from "./lib/test-titles.cjs"

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true })
// Rows are written `R24a`.
const wanted = positionals.map((id) => id.charAt(0).toUpperCase() + id.slice(1).toLowerCase())

const all = contractRows()
const unknown = wanted.filter((id) => !all.some((row) => row.id === id))
if (unknown.length > 0) {
  console.error(`docs/contract.md has no row ${unknown.join(", ")}.`)
  process.exit(1)
}

const titles = testTitles()
const rows = all
  .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
  .map((row) => ({
    ...row,
    tests: titles.filter((test) => test.rows.includes(row.id)).map(({ file, line, title }) => ({ file, line, title })),
  }))

function toText({ id, requirement, state, tests }) {
  const proofs = tests.flatMap(({ file, line, title }, index) => [
    ...(file === tests[index - 1]?.file ? [] : [`  ${file}`]),
    `    ${line}: ${title}`,
  ])
  return [`${id} (${state}) ${requirement}`, ...proofs].join("\n")
}

console.log(values.json ? JSON.stringify(rows, null, 2) : rows.map(toText).join("\n\n"))
