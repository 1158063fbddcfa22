// The rows of docs/contract.md.

const fs = require("node:fs")
const path = require("node:path")

const PAGE = path.join(__dirname, "../../docs/contract.md")

/**
 * The rows in the order of the page: `id` is `R…` or `M…`, with a letter where a row was split (`R24a`), `state` is `done`, `part` or
 * `not yet`, and `where` has the code and the missing part.
 */
function contractRows() {
  return fs
    .readFileSync(PAGE, "utf8")
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, id]) => /^[RM]\d+[a-z]?$/.test(id ?? ""))
    .map(([, id, requirement, state, where]) => ({ id, requirement, state, where }))
}

module.exports = { contractRows }
