// Reads the titles of all tests from the source. It runs no test, and `test.each` titles stay as they are written.

const fs = require("node:fs")
const path = require("node:path")
const ts = require("typescript")

const ROOT = path.join(__dirname, "../..")
const FOLDERS = ["unit-tests", "integration-tests"].map((folder) => path.join(ROOT, folder))
const ROW = /\b[RM]\d+[a-z]?\b/g

/**
 * The tests of every spec and of the files that a spec loads, by file and line. `title` is as Jest prints it, with the titles of
 * the enclosing describes; `rows` are the rows of docs/contract.md that it names.
 */
function testTitles() {
  const files = new Map()
  for (const spec of specFiles()) {
    read(spec, files)
  }
  return [...files.values()].flat().sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}

function specFiles() {
  return FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".spec.ts"))
      .map((file) => path.join(folder, file)),
  )
}

/** Reads a file and its imports among the test files; `files` has each once. */
function read(file, files) {
  if (files.has(file)) {
    return
  }
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true)
  files.set(file, titlesIn(source))
  for (const imported of importsOf(source)) {
    read(imported, files)
  }
}

function importsOf(source) {
  return source.statements
    .filter((one) => ts.isImportDeclaration(one) && one.moduleSpecifier.text.startsWith("."))
    .map((one) => path.resolve(path.dirname(source.fileName), one.moduleSpecifier.text))
    .flatMap((place) => [`${place}.ts`, path.join(place, "index.ts")])
    .filter((file) => FOLDERS.some((folder) => file.startsWith(folder + path.sep)) && fs.existsSync(file))
}

function titlesIn(source) {
  const found = []
  const visit = (node, around) => {
    const call = ts.isCallExpression(node) ? testCall(node) : undefined
    if (call?.kind === "test") {
      const title = [...around, titleOf(call.title, source)].join(" › ")
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ file: path.relative(ROOT, source.fileName), line, title, rows: rowsIn(title) })
    }
    const inside = call?.kind === "describe" ? [...around, titleOf(call.title, source)] : around
    ts.forEachChild(node, (child) => visit(child, inside))
  }
  visit(source, [])
  return found
}

const KINDS = { it: "test", test: "test", describe: "describe" }

/** Whether a call makes a test or a describe: `test("…")`, `test.each([…])("…")`, but not a skipped one. */
function testCall({ expression, arguments: [title] }) {
  const callee =
    ts.isCallExpression(expression) || ts.isTaggedTemplateExpression(expression) ? inner(expression) : expression
  const [name, ...modifiers] = callee.getText().split(".")
  const isEach = callee !== expression
  const known =
    Object.hasOwn(KINDS, name) && modifiers.every((one) => one === "each") && isEach === modifiers.includes("each")
  return known && title ? { kind: KINDS[name], title } : undefined
}

const inner = (node) => (ts.isTaggedTemplateExpression(node) ? node.tag : node.expression)

function titleOf(node, source) {
  if (ts.isStringLiteralLike(node)) {
    return node.text
  }
  const text = node.getText(source)
  return ts.isTemplateExpression(node) ? text.slice(1, -1) : text
}

const rowsIn = (title) => [...new Set(title.match(ROW) ?? [])]

module.exports = { testTitles }
