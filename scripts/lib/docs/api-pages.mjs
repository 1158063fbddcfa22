// Makes pages of the OpenAPI document: one for each tag, in Markdown, so that the site's search finds them.
import { schemaReader } from "./schema-reader.mjs"

const METHODS = ["get", "post", "put", "patch", "delete"]
const PLACES = [
  ["Path", "path"],
  ["Query", "query"],
  ["Headers", "header"],
]

/** Escapes text outside code, so that Vue and Markdown do not interpret its characters. */
const plain = (text = "") =>
  String(text)
    .replace(/\{@link (\w+)\}/g, "$1")
    .replace(/\s+/g, " ")
    .replace(/\|/g, "\\|")
    .replace(/</g, "&lt;")
    .replace(/\{\{/g, "&#123;&#123;")

const code = (text) => `\`${String(text).replace(/\|/g, "\\|")}\``

const table = (head, rows) => [`| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...rows, ""]

const row = (...cells) => `| ${cells.join(" | ")} |`

const requestTable = (title, fields) =>
  fields.length === 0
    ? []
    : [
        `**${title}**`,
        "",
        ...table(
          ["field", "type", "required", "meaning"],
          fields.map(({ name, type, required, about }) =>
            row(code(name), plain(type), required ? "yes" : "", plain(about)),
          ),
        ),
      ]

const answerTable = (fields) =>
  fields.length === 0
    ? []
    : table(
        ["field", "type", "meaning"],
        fields.map(({ name, type, about }) => row(code(name), plain(type), plain(about))),
      )

function request(reader, { parameters = [], requestBody }) {
  const named = (place) =>
    parameters
      .map(reader.resolve)
      .filter((one) => one.in === place)
      .map(({ name, description, schema, required }) => ({
        name,
        type: reader.typeOf(schema),
        about: description ?? reader.aboutOf(schema),
        required,
      }))
  const bodies = Object.entries(reader.resolve(requestBody).content ?? {})
  return [
    ...PLACES.flatMap(([title, place]) => requestTable(title, named(place))),
    ...bodies.flatMap(([type, { schema }]) => requestTable(`Body (${type})`, reader.fieldsOf(schema))),
  ]
}

function answer(reader, { responses }) {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"))
  return successes.flatMap(([status, response]) => {
    const contents = Object.entries(reader.resolve(response).content ?? {})
    const types = contents.map(([type]) => type).join(", ")
    const fields = contents.flatMap(([, { schema }]) => answerTable(reader.fieldsOf(schema)))
    return [`**Answer ${status}**${types ? ` (${types})` : ""}`, "", ...fields]
  })
}

function section(reader, { route, method, operation }) {
  const codes = operation["x-error-codes"] ?? []
  return [
    `## ${method.toUpperCase()} ${route.replace(/\{(\w+)\}/g, ":$1")}`,
    "",
    plain(operation.description ?? operation.summary),
    "",
    ...request(reader, operation),
    ...answer(reader, operation),
    ...(codes.length > 0 ? [`Error codes: ${codes.map(code).join(", ")}`, ""] : []),
  ]
}

/** @returns for each tag `{name, file, text, operations}`; `operations` is a number */
export function apiPages(document) {
  const reader = schemaReader(document)
  const operations = Object.entries(document.paths).flatMap(([route, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ route, method, operation: item[method] })),
  )
  return document.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name))
    const head = [
      `# ${name}`,
      "",
      plain(description),
      "",
      "Made from [openapi.json](../openapi.json). Errors: [codes](../errors.md).",
      "",
    ]
    const text = [...head, ...own.flatMap((one) => section(reader, one))].join("\n")
    return { name, file: `${name.toLowerCase().replace(/ /g, "-")}.md`, text, operations: own.length }
  })
}
