import fs from "node:fs"
import path from "node:path"
import ts from "typescript"
import { root } from "../paths.mjs"

const VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
const API = path.join(root, "src/api")

/**
 * Reads the handlers of all routes from their files.
 * @returns {Map<string, { summary: string, status: number[] }>} by route: the handler's docstring, and the statuses of its success
 */
export function readHandlers(dir = API, route = "") {
  const found = new Map()
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const place = path.join(dir, entry.name)
    if (entry.isDirectory()) {
      for (const one of readHandlers(place, `${route}/${entry.name.replace(/^\[(.+)\]$/, ":$1")}`)) found.set(...one)
    } else if (entry.name === "route.ts") {
      for (const [verb, handler] of handlersOf(place)) found.set(`${verb} ${route}`, handler)
    }
  }
  return found
}

function* handlersOf(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  for (const statement of source.statements) {
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText())
      : [statement.name?.getText()]
    for (const verb of names.filter((name) => VERBS.includes(name))) {
      yield [verb, { summary: docstringOf(statement), status: statusesOf(statement.getText()) }]
    }
  }
}

function docstringOf(statement) {
  const [doc] = ts.getJSDocCommentsAndTags(statement)
  return (ts.getTextOfJSDocComment(doc?.comment) ?? "").replace(/\s+/g, " ").trim()
}

/** The success statuses in the handler's text; 200 if it sets none, or chooses between two. */
function statusesOf(text) {
  const given = [...text.matchAll(/\.status\(([^)]*)\)/g)].flatMap(([, status]) => status.match(/2\d\d/g) ?? [])
  return given.length > 0 ? [...new Set(given.map(Number))] : [200]
}
