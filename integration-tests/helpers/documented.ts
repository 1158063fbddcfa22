import fs from "node:fs"
import path from "node:path"
import Ajv, { type ValidateFunction } from "ajv/dist/2020"
import addFormats from "ajv-formats"
import { projectDir } from "./server-process"

type Operation = { responses: Record<string, { content?: Record<string, unknown>; $ref?: string }> }
type Template = { template: string; pattern: RegExp; operations: Record<string, Operation> }

const DOCUMENT = path.join(projectDir, "docs/openapi.json")

/** An answer has exactly the documented fields, because the document promises no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (schema === null || typeof schema !== "object") return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const isOpen = inside.properties === undefined || inside.additionalProperties !== undefined
  return isOpen || !("type" in inside) ? inside : { ...inside, additionalProperties: false }
}

function read() {
  const document = JSON.parse(fs.readFileSync(DOCUMENT, "utf8"))
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addSchema(closed(document) as object, "openapi")
  const templates = Object.entries(document.paths as Record<string, Record<string, Operation>>)
    .map(([template, operations]): Template => {
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`)
      return { template, pattern, operations }
    })
    // A path without parameters comes before one with a parameter.
    .sort((one, other) => (one.template.match(/\{/g)?.length ?? 0) - (other.template.match(/\{/g)?.length ?? 0))
  return { ajv, templates, validators: new Map<string, ValidateFunction>() }
}

let document: ReturnType<typeof read> | undefined

/**
 * Compares an answer of one of the plugin's routes with docs/openapi.json (contract M71). Other routes are ignored.
 *
 * @returns the differences, or nothing
 */
export function undocumented(
  method: string,
  url: string,
  answer: { status: number; type: string | null; body: unknown },
): string | undefined {
  document ??= read()
  const place = url.split("?")[0] ?? ""
  const found = document.templates.find(
    ({ pattern, operations }) => pattern.test(place) && operations[method.toLowerCase()],
  )
  if (!found) return undefined
  const verb = method.toLowerCase()
  const { responses } = found.operations[verb] as Operation
  const range = responses[answer.status] ? String(answer.status) : `${Math.floor(answer.status / 100)}XX`
  const where = `${method} ${found.template} ${answer.status}`
  const said = responses[range]
  if (!said) return `${where}: this status is not documented`
  const type = (answer.type ?? "").split(";")[0] ?? ""
  if (said.content && !said.content[type]) return `${where}: ${type} is not documented`
  if (type !== "application/json") return undefined
  const response = said.$ref ?? `#/paths/${found.template.replaceAll("/", "~1")}/${verb}/responses/${range}`
  const problems = problemsOf(document, `${response}/content/application~1json/schema`, answer.body)
  return problems && `${where}: ${problems}`
}

function problemsOf({ ajv, validators }: ReturnType<typeof read>, pointer: string, body: unknown): string | undefined {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi${encodeURI(pointer)}` })
  validators.set(pointer, validate)
  if (validate(body)) return undefined
  const problems = validate.errors ?? []
  return problems
    .slice(0, 5)
    .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join("; ")
}
